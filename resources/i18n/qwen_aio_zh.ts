<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>AboutCard</name>
    <message>
        <source>A private chat that feels the mood of what you write. Model and messages stay on this computer; only downloads that you ask for use the network.</source>
        <translation>能感受你文字心情的私密聊天。模型和消息都留在本机，只有你要求的下载才会联网。</translation>
    </message>
    <message>
        <source>The program is under the Apache License 2.0. It is built with Qt (LGPL 3), PyTorch, Transformers and other free software; each model has its own licence.</source>
        <translation>本程序采用 Apache 2.0 许可证，基于 Qt（LGPL 3）、PyTorch、Transformers 等自由软件；每个模型另有自己的许可证。</translation>
    </message>
    <message>
        <source>Read the licence</source>
        <translation>阅读许可证</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>许可证正文</translation>
    </message>
    <message>
        <source>The text is missing from this installation: {path}</source>
        <translation>这份安装里缺少许可证正文：{path}</translation>
    </message>
</context>
<context>
    <name>AttachmentCard</name>
    <message>
        <source>Remove {name}</source>
        <translation>移除 {name}</translation>
    </message>
</context>
<context>
    <name>Attachments</name>
    <message>
        <source>{size}, the first {taken} of it</source>
        <translation>{size}，取开头 {taken}</translation>
    </message>
    <message>
        <source>Quote: {text}</source>
        <translation>引用：{text}</translation>
    </message>
    <message numerus="yes">
        <source>At most %n file(s) go with one message.</source>
        <translation>
            <numerusform>一条消息最多带 %n 个文件。</numerusform>
        </translation>
    </message>
    <message>
        <source>Added: {file}</source>
        <translation>已添加：{file}</translation>
    </message>
    <message numerus="yes">
        <source>This text is too long: at most %n character(s) go with one message.</source>
        <translation>
            <numerusform>这段文字太长：一条消息最多带 %n 个字符。</numerusform>
        </translation>
    </message>
    <message>
        <source>Pasted text</source>
        <translation>粘贴的文字</translation>
    </message>
    <message>
        <source>Only text can be taken: there is none in what was pasted.</source>
        <translation>这里只能放文字，刚才粘贴的内容里没有文字。</translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message>
        <source>The message was deleted.</source>
        <translation>消息已删除。</translation>
    </message>
    <message>
        <source>The message is very long: only its beginning and its end were read.</source>
        <translation>这条消息很长，只读了开头和结尾。</translation>
    </message>
    <message numerus="yes">
        <source>The conversation is longer than the model can hold: it no longer sees the oldest %n message(s).</source>
        <translation>
            <numerusform>对话太长，模型放不下：它已看不到最早的 %n 条消息。</numerusform>
        </translation>
    </message>
    <message>
        <source>The reply failed.</source>
        <translation>回答失败了。</translation>
    </message>
    <message>
        <source>Say something…</source>
        <translation>说点什么…</translation>
    </message>
    <message>
        <source>Say something more…</source>
        <translation>接着说点什么…</translation>
    </message>
</context>
<context>
    <name>ChatStore</name>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Just for me</source>
        <translation>写给自己</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
</context>
<context>
    <name>ChatTransfer</name>
    <message>
        <source>Import chats</source>
        <translation>导入对话</translation>
    </message>
    <message>
        <source>Markdown (*.md)</source>
        <translation>Markdown (*.md)</translation>
    </message>
    <message>
        <source>Plain text (*.txt)</source>
        <translation>纯文本 (*.txt)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export chats</source>
        <translation>导出对话</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Exported chats (*.json *.jsonl *.zip *.bak)</source>
        <translation>导出的对话 (*.json *.jsonl *.zip *.bak)</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>已导出到 {path}</translation>
    </message>
    <message numerus="yes">
        <source>%n chat(s) added.</source>
        <translation>
            <numerusform>已添加 %n 个对话。</numerusform>
        </translation>
    </message>
    <message>
        <source>All chats of this file are here already.</source>
        <translation>这个文件里的对话都已经在这里了。</translation>
    </message>
    <message>
        <source>There are no chats in this file.</source>
        <translation>这个文件里没有对话。</translation>
    </message>
</context>
<context>
    <name>ChatView</name>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Go to the newest message</source>
        <translation>到最新的消息</translation>
    </message>
</context>
<context>
    <name>CodeButtons</name>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
</context>
<context>
    <name>ColourPicker</name>
    <message>
        <source>Good: green, with a smile</source>
        <translation>好：绿色，笑脸</translation>
    </message>
    <message>
        <source>Bad: red, with a frown</source>
        <translation>不好：红色，皱眉</translation>
    </message>
    <message>
        <source>Neither: grey, with a straight face</source>
        <translation>中性：灰色，平静的脸</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>{model} is ready, fully offline. Ctrl+C stops a reply, Ctrl+D leaves.</source>
        <translation>{model} 已就绪，完全离线。按 Ctrl+C 停止回复，按 Ctrl+D 退出。</translation>
    </message>
    <message>
        <source>This model knows English only.</source>
        <translation>这个模型只懂英文。</translation>
    </message>
    <message>
        <source>(The oldest {count} messages no longer fit.)</source>
        <translation>（对话太长，最早的 {count} 条消息已放不下。）</translation>
    </message>
    <message>
        <source>(The message is very long: its beginning and its end were read.)</source>
        <translation>（消息很长，只读了开头和结尾。）</translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <source>Reading the model</source>
        <translation>正在读取模型</translation>
    </message>
    <message>
        <source>Calibrating the judge</source>
        <translation>正在校准情感判断</translation>
    </message>
    <message>
        <source>Taking in {name}</source>
        <translation>正在导入 {name}</translation>
    </message>
    <message>
        <source>Checking {name}</source>
        <translation>正在校验 {name}</translation>
    </message>
    <message>
        <source>{name} is sound.</source>
        <translation>{name} 完好无损。</translation>
    </message>
    <message>
        <source>Fetching {name} ({size}) from {source}</source>
        <translation>正在从 {source} 下载 {name}（{size}）</translation>
    </message>
    <message>
        <source>Connection trouble ({reason}), again in {wait} s</source>
        <translation>连接不畅（{reason}），{wait} 秒后重试</translation>
    </message>
    <message>
        <source>The access token of this computer (HF_TOKEN, or that of `hf auth login`) was refused; asking without it.</source>
        <translation>这台电脑的访问令牌（HF_TOKEN，或 `hf auth login` 保存的令牌）被拒绝，改为不带令牌访问。</translation>
    </message>
    <message>
        <source>Another window is downloading {name}; waiting for it</source>
        <translation>另一个窗口正在下载 {name}，等它完成</translation>
    </message>
    <message>
        <source>{name} was removed.</source>
        <translation>{name} 已删除。</translation>
    </message>
    <message>
        <source>Writing a model to measure with</source>
        <translation>正在写一个测量用的模型</translation>
    </message>
    <message>
        <source>Loading</source>
        <translation>正在载入</translation>
    </message>
    <message>
        <source>Measuring judgements, first words and tokens</source>
        <translation>正在测量判断、首词和逐词的速度</translation>
    </message>
    <message>
        <source>Measuring with a long conversation behind</source>
        <translation>正在测量长对话之后的速度</translation>
    </message>
    <message>
        <source>Measuring a conversation of many turns</source>
        <translation>正在测量多轮对话</translation>
    </message>
    <message>
        <source>Comparing the numbers</source>
        <translation>正在比对数值</translation>
    </message>
    <message>
        <source>this program</source>
        <translation>本程序</translation>
    </message>
    <message>
        <source>plain transformers</source>
        <translation>原版 transformers</translation>
    </message>
    <message>
        <source>model ready, s</source>
        <translation>模型就绪，秒</translation>
    </message>
    <message>
        <source>judgement, ms</source>
        <translation>一次判断，毫秒</translation>
    </message>
    <message>
        <source>first token, ms</source>
        <translation>首个词元，毫秒</translation>
    </message>
    <message>
        <source>first token, turn 2, ms</source>
        <translation>第 2 轮首个词元，毫秒</translation>
    </message>
    <message>
        <source>first token, turn 20, ms</source>
        <translation>第 20 轮首个词元，毫秒</translation>
    </message>
    <message>
        <source>first token, typed ahead, ms</source>
        <translation>边写边算时首个词元，毫秒</translation>
    </message>
    <message>
        <source>a token, ms</source>
        <translation>每个词元，毫秒</translation>
    </message>
    <message>
        <source>a token after 2,000, ms</source>
        <translation>2,000 个词元之后每个词元，毫秒</translation>
    </message>
    <message>
        <source>share of the memory&apos;s limit</source>
        <translation>占内存极限的比例</translation>
    </message>
    <message>
        <source>the same with drafts</source>
        <translation>同上，使用草稿</translation>
    </message>
    <message>
        <source>tokens a step, with drafts</source>
        <translation>每步词元数（含草稿）</translation>
    </message>
    <message>
        <source>memory at most, MiB</source>
        <translation>内存峰值，MiB</translation>
    </message>
    <message>
        <source>Reading these weights once, at the {speed} GB/s measured here, takes {ms} ms.</source>
        <translation>按这里测得的 {speed} GB/s，把这些权重读一遍要 {ms} 毫秒。</translation>
    </message>
    <message>
        <source>Largest difference from plain FP32 numbers: {difference}.</source>
        <translation>与原版 FP32 数值的最大差别：{difference}。</translation>
    </message>
    <message>
        <source>A reply of 80 tokens will take about {seconds} s on this computer.</source>
        <translation>在这台电脑上，80 个词元的回复大约要 {seconds} 秒。</translation>
    </message>
    <message>
        <source>There was not enough free memory to measure plain transformers beside it.</source>
        <translation>空闲内存不够，没有同时测量原版 transformers。</translation>
    </message>
    <message>
        <source>Stopped after {done} of {total}.</source>
        <translation>已停在第 {done} 条，共 {total} 条。</translation>
    </message>
    <message>
        <source>The same command goes on from there.</source>
        <translation>再次运行同一条命令，会从这里接着做。</translation>
    </message>
    <message>
        <source>The encoding of the file is a guess: {encoding}. If the texts look wrong, name the right one with --encoding.</source>
        <translation>文件的编码是猜测的：{encoding}。如果文字显示不对，请用 --encoding 指定正确的编码。</translation>
    </message>
    <message>
        <source>{done} of {total}, about {left} left</source>
        <translation>{done} / {total}，大约还要 {left}</translation>
    </message>
    <message>
        <source>The judge hardly works on this model: its verdicts are little better than a guess. Choose another model.</source>
        <translation>判断员在这个模型上几乎不起作用，判断结果和猜测差不多。请换一个模型。</translation>
    </message>
    <message>
        <source>This model does not tell calm messages from others: a plain question may get a coloured face.</source>
        <translation>这个模型分不清平静的消息和带情绪的消息：普通的提问也可能配上有颜色的表情。</translation>
    </message>
    <message>
        <source>{title}: {size} GB to download. Its licence is the {licence}: {file}</source>
        <translation>{title}：需要下载 {size} GB。它的许可证是 {licence}：{file}</translation>
    </message>
    <message>
        <source>Without it, a small starter model is used, which knows English only.</source>
        <translation>不下载的话，会先用一个只懂英文的小模型。</translation>
    </message>
    <message>
        <source>Accept the licence and download? [y/N] </source>
        <translation>接受许可证并下载吗？[y/N] </translation>
    </message>
    <message>
        <source>Taking the starter model {title} instead.</source>
        <translation>改用入门小模型 {title}。</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Add text files</source>
        <translation>添加文本文件</translation>
    </message>
    <message>
        <source>Add text files, to be quoted in the message</source>
        <translation>添加文本文件，内容会引用在消息里</translation>
    </message>
    <message>
        <source>Just for me</source>
        <translation>写给自己</translation>
    </message>
    <message>
        <source>Just for me: keep it here without an answer (Ctrl+Shift+Enter)</source>
        <translation>写给自己：留在这里，不需要回复（Ctrl+Shift+Enter）</translation>
    </message>
    <message>
        <source>Say something…</source>
        <translation>说点什么…</translation>
    </message>
    <message>
        <source>Text files to quote</source>
        <translation>要引用的文本文件</translation>
    </message>
    <message>
        <source>Enter sends · Shift+Enter new line</source>
        <translation>Enter 发送 · Shift+Enter 换行</translation>
    </message>
    <message>
        <source>Ctrl+Enter sends · Enter new line</source>
        <translation>Ctrl+Enter 发送 · Enter 换行</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop the reply (Esc)</source>
        <translation>停止回复（Esc）</translation>
    </message>
    <message>
        <source>Send ({keys})</source>
        <translation>发送（{keys}）</translation>
    </message>
</context>
<context>
    <name>ContextGauge</name>
    <message>
        <source>Context: {used} of {total} tokens</source>
        <translation>上下文：已用 {used} / {total} 个词元</translation>
    </message>
</context>
<context>
    <name>ConversationDelegate</name>
    <message>
        <source>Title of this chat</source>
        <translation>对话标题</translation>
    </message>
    <message>
        <source>Automatic title</source>
        <translation>自动标题</translation>
    </message>
</context>
<context>
    <name>ConversationList</name>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Delete for good…</source>
        <translation>彻底删除…</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Unpin</source>
        <translation>取消置顶</translation>
    </message>
    <message>
        <source>Pin</source>
        <translation>置顶</translation>
    </message>
    <message>
        <source>Take out of the archive</source>
        <translation>移出归档</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>归档</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ConversationModel</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Pinned</source>
        <translation>已置顶</translation>
    </message>
    <message>
        <source>answering…</source>
        <translation>正在回复…</translation>
    </message>
    <message>
        <source>pinned</source>
        <translation>已置顶</translation>
    </message>
    <message>
        <source>last moods: {moods}</source>
        <translation>最近的心情：{moods}</translation>
    </message>
</context>
<context>
    <name>ConversationPanel</name>
    <message>
        <source>Archived chats</source>
        <translation>已归档的对话</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>No chats yet. What you write is kept here, on this computer.</source>
        <translation>还没有对话。你写下的内容只保存在这台电脑上。</translation>
    </message>
    <message>
        <source>No archived chats.</source>
        <translation>没有归档的对话。</translation>
    </message>
    <message>
        <source>The trash is empty.</source>
        <translation>回收站是空的。</translation>
    </message>
    <message>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Back to the chats</source>
        <translation>返回对话列表</translation>
    </message>
    <message>
        <source>Empty…</source>
        <translation>清空…</translation>
    </message>
    <message>
        <source>Empty the trash</source>
        <translation>清空回收站</translation>
    </message>
    <message>
        <source>After 30 days in the trash a chat is deleted for good.</source>
        <translation>对话在回收站里保留 30 天，之后彻底删除。</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>彻底删除</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Archived “{title}”.</source>
        <translation>已归档“{title}”。</translation>
    </message>
    <message>
        <source>“{title}” is back.</source>
        <translation>“{title}”回来了。</translation>
    </message>
    <message>
        <source>Deleted “{title}”.</source>
        <translation>已删除“{title}”。</translation>
    </message>
    <message>
        <source>Delete “{title}” for good?</source>
        <translation>彻底删除“{title}”吗？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>保留</translation>
    </message>
    <message numerus="yes">
        <source>Delete %n chat(s) for good?</source>
        <translation>
            <numerusform>彻底删除 %n 个对话吗？</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CrashOffer</name>
    <message>
        <source>Your messages are kept. The program wrote down where it stood, without a word of any message. The file stays on this computer; nothing was sent.</source>
        <translation>消息都还在。程序记下了当时运行到哪里，其中没有任何消息的内容。这个文件只在本机，没有发送出去。</translation>
    </message>
    <message>
        <source>What the program wrote down</source>
        <translation>程序记下的内容</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show what the program wrote down</source>
        <translation>显示程序记下的内容</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy what the program wrote down</source>
        <translation>复制程序记下的内容</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>删除记录</translation>
    </message>
    <message>
        <source>Delete what the program wrote down</source>
        <translation>删除程序记下的内容</translation>
    </message>
    <message>
        <source>The program ended unexpectedly, {moment}.</source>
        <translation>程序在 {moment} 意外结束了。</translation>
    </message>
    <message>
        <source>Hide</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>No program to show folders was found. The file is in {folder}.</source>
        <translation>没有找到能打开文件夹的程序。文件在 {folder}。</translation>
    </message>
</context>
<context>
    <name>DayMessages</name>
    <message>
        <source>Nothing was written on this day.</source>
        <translation>这一天没有写什么。</translation>
    </message>
    <message>
        <source>Close the day</source>
        <translation>收起这一天</translation>
    </message>
</context>
<context>
    <name>Days</name>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>昨天</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>最近 7 天</translation>
    </message>
    <message>
        <source>MMMM</source>
        <comment>a month of this year</comment>
        <translation>M月</translation>
    </message>
    <message>
        <source>MMMM yyyy</source>
        <comment>a month of an earlier year</comment>
        <translation>yyyy年M月</translation>
    </message>
    <message>
        <source>Yesterday {time}</source>
        <translation>昨天 {time}</translation>
    </message>
    <message>
        <source>d MMM</source>
        <comment>a day of this year</comment>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <comment>a day of an earlier year</comment>
        <translation>yyyy年M月d日</translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message>
        <source>What the program knows about this computer. It holds no message and no password, and goes nowhere unless you pass it on.</source>
        <translation>程序对这台电脑的了解。里面没有消息，也没有密码；除非你自己转交，否则哪里也不会去。</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>全部复制</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>保存报告…</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>返回对话</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>Looking at this computer…</source>
        <translation>正在检查这台电脑…</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s) to look at, marked below.</source>
        <translation>
            <numerusform>有 %n 处需要留意，已在下面标出。</numerusform>
        </translation>
    </message>
    <message>
        <source>Everything is as it should be.</source>
        <translation>一切正常。</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>已复制。</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>已保存为 {path}。</translation>
    </message>
    <message>
        <source>No program to show folders was found. Copy the path instead.</source>
        <translation>没有找到能显示文件夹的程序，可以改为复制路径。</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>What the program did and what failed, never what you wrote.</source>
        <translation>程序做了什么、哪里没成功，从不记录你写的内容。</translation>
    </message>
</context>
<context>
    <name>Download</name>
    <message>
        <source>less than a minute</source>
        <translation>不到 1 分钟</translation>
    </message>
    <message>
        <source>about {minutes} min</source>
        <translation>约 {minutes} 分钟</translation>
    </message>
    <message>
        <source>about {hours} h {minutes} min</source>
        <translation>约 {hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
        <source>more than a day</source>
        <translation>一天以上</translation>
    </message>
    <message>
        <source>{quick} at {quick_speed}, {slow} at {slow_speed}; measured once it runs</source>
        <translation>{quick_speed} 时{quick}，{slow_speed} 时{slow}；开始后按实测显示</translation>
    </message>
    <message>
        <source>Chinese and English</source>
        <translation>中文和英文</translation>
    </message>
    <message>
        <source>English only</source>
        <translation>只会英文</translation>
    </message>
    <message>
        <source>Chinese only</source>
        <translation>只会中文</translation>
    </message>
    <message>
        <source>nothing has come for a while</source>
        <translation>好一会儿没有数据</translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation>连接断开了</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>没有及时应答</translation>
    </message>
    <message>
        <source>the server can&apos;t be reached</source>
        <translation>连不上服务器</translation>
    </message>
    <message>
        <source>the server&apos;s name is not known (DNS)</source>
        <translation>找不到服务器的名字（DNS）</translation>
    </message>
    <message>
        <source>no secure connection (TLS)</source>
        <translation>无法建立安全连接（TLS）</translation>
    </message>
    <message>
        <source>its certificate is not trusted (TLS)</source>
        <translation>它的证书不可信（TLS）</translation>
    </message>
    <message>
        <source>the proxy can&apos;t be reached or refuses</source>
        <translation>连不上代理，或被代理拒绝</translation>
    </message>
    <message>
        <source>this computer&apos;s access token was refused, so without it</source>
        <translation>这台电脑的访问令牌被拒绝，已改为不带令牌</translation>
    </message>
    <message>
        <source>the server is busy and asks to wait (429)</source>
        <translation>服务器忙，请稍等（429）</translation>
    </message>
    <message>
        <source>the server has a problem of its own (5xx)</source>
        <translation>服务器自己出了问题（5xx）</translation>
    </message>
    <message>
        <source>the server refuses (403)</source>
        <translation>服务器拒绝（403）</translation>
    </message>
    <message>
        <source>the address has expired</source>
        <translation>地址已过期</translation>
    </message>
    <message>
        <source>the answer makes no sense</source>
        <translation>应答无法理解</translation>
    </message>
    <message>
        <source>The last time: {trouble}.</source>
        <translation>最后一次：{trouble}。</translation>
    </message>
    <message>
        <source>answers in {ms} ms</source>
        <translation>{ms} 毫秒应答</translation>
    </message>
    <message>
        <source>does not have this model (404)</source>
        <translation>没有这个模型（404）</translation>
    </message>
    <message>
        <source>Looking for a source</source>
        <translation>正在找下载源</translation>
    </message>
    <message>
        <source>Downloading {percent}</source>
        <translation>正在下载 {percent}</translation>
    </message>
    <message>
        <source>Checking what is here</source>
        <translation>正在检查已有的部分</translation>
    </message>
    <message>
        <source>Connecting again, {percent}</source>
        <translation>正在重新连接，{percent}</translation>
    </message>
    <message>
        <source>Waiting for another window</source>
        <translation>在等另一个窗口</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停下</translation>
    </message>
    <message>
        <source>Download paused at {percent}</source>
        <translation>下载已暂停，{percent}</translation>
    </message>
    <message>
        <source>Download stopped at {percent}</source>
        <translation>下载停在 {percent}</translation>
    </message>
    <message>
        <source>Download complete</source>
        <translation>下载完成</translation>
    </message>
    <message>
        <source>{host}: {trouble}. It goes on by itself in {seconds} s; nothing is lost.</source>
        <translation>{host}：{trouble}。{seconds} 秒后自动继续，已下载的都在。</translation>
    </message>
    <message>
        <source>Another window is downloading {title}; this one waits.</source>
        <translation>另一个窗口正在下载 {title}，这里先等着。</translation>
    </message>
    <message>
        <source>Checking what is here already: {file}, {percent}</source>
        <translation>正在检查已有的部分：{file}，{percent}</translation>
    </message>
    <message>
        <source>Asking who answers quickest…</source>
        <translation>正在看哪个源最快…</translation>
    </message>
    <message>
        <source>Paused. What is here is kept, also when you switch off.</source>
        <translation>已暂停。已下载的会保留，关机也不丢。</translation>
    </message>
</context>
<context>
    <name>DownloadCard</name>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
</context>
<context>
    <name>DownloadGuard</name>
    <message>
        <source>{title} is still being downloaded.</source>
        <translation>{title} 还在下载。</translation>
    </message>
    <message>
        <source>Close, and go on next time</source>
        <translation>关闭，下次接着下载</translation>
    </message>
    <message>
        <source>Close and delete the part</source>
        <translation>关闭，删除已下载的</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留下</translation>
    </message>
</context>
<context>
    <name>DownloadPage</name>
    <message>
        <source>A small one now</source>
        <translation>先用小模型</translation>
    </message>
    <message>
        <source>Download a small model at once and begin with it</source>
        <translation>马上下载一个小模型，先聊起来</translation>
    </message>
    <message>
        <source>Source, proxy</source>
        <translation>来源和代理</translation>
    </message>
    <message>
        <source>Another model</source>
        <translation>别的模型</translation>
    </message>
    <message>
        <source>My own file</source>
        <translation>我已有的文件</translation>
    </message>
    <message>
        <source>Another folder…</source>
        <translation>换个文件夹…</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>返回对话</translation>
    </message>
    <message>
        <source>The download has stopped</source>
        <translation>下载停下来了</translation>
    </message>
    <message>
        <source>{title} is here</source>
        <translation>{title} 已经到了</translation>
    </message>
    <message>
        <source>{title} is on its way</source>
        <translation>{title} 正在路上</translation>
    </message>
    <message>
        <source>Bring another model to this computer</source>
        <translation>再添一个模型</translation>
    </message>
    <message>
        <source>Bring a model to this computer</source>
        <translation>请一个模型到这台电脑</translation>
    </message>
    <message>
        <source>First, bring a model to this computer</source>
        <translation>先把模型请到你的电脑里</translation>
    </message>
    <message>
        <source>Every file was checked. From now on no network is needed.</source>
        <translation>每个文件都校验过了，今后不再需要网络。</translation>
    </message>
    <message>
        <source>You can pause, close the window or switch off: it goes on next time.</source>
        <translation>随时可以暂停、关窗、关机，下次接着下载。</translation>
    </message>
    <message>
        <source>The network is switched off for this program, so that nothing can be downloaded. A model that you have already can be used.</source>
        <translation>本程序的网络已关闭，不能下载。可以使用你已有的模型。</translation>
    </message>
    <message>
        <source>It is downloaded once. After that, chats and moods stay on this computer: no network is needed and nothing is sent anywhere.</source>
        <translation>只下载一次。之后聊天和心情判断全部在本机完成，不再需要网络，什么都不会发送出去。</translation>
    </message>
    <message>
        <source>the source says so at the start</source>
        <translation>开始时由来源告知</translation>
    </message>
    <message>
        <source>none could be asked; see “Source, proxy”.</source>
        <translation>一个下载源也没能询问，请看“来源和代理”。</translation>
    </message>
    <message>
        <source>{size}, of which {done} are here already</source>
        <translation>{size}，其中 {done} 已经下载</translation>
    </message>
    <message>
        <source>{folder} (only {free} free, which is not enough)</source>
        <translation>{folder}（只剩 {free}，不够）</translation>
    </message>
    <message>
        <source>{folder} ({free} free)</source>
        <translation>{folder}（剩余 {free}）</translation>
    </message>
    <message>
        <source>measured once it runs</source>
        <translation>开始后按实测显示</translation>
    </message>
    <message>
        <source>{host} (your choice)</source>
        <translation>{host}（你选的）</translation>
    </message>
    <message>
        <source>looking for the quickest one…</source>
        <translation>正在找最快的一个…</translation>
    </message>
    <message>
        <source>the quickest one, chosen when it starts</source>
        <translation>开始时自动选最快的</translation>
    </message>
    <message>
        <source>{host} (chosen automatically, {answer})</source>
        <translation>{host}（自动选择，{answer}）</translation>
    </message>
    <message>
        <source>none answers at the moment; see “Source, proxy”</source>
        <translation>目前都没有应答，请看“来源和代理”</translation>
    </message>
    <message>
        <source>Go on with {title}</source>
        <translation>继续下载 {title}</translation>
    </message>
    <message>
        <source>Download {title}</source>
        <translation>下载 {title}</translation>
    </message>
    <message>
        <source>Accept the licence first</source>
        <translation>请先接受许可</translation>
    </message>
    <message>
        <source>Where models go</source>
        <translation>模型放在哪里</translation>
    </message>
</context>
<context>
    <name>Explanation</name>
    <message>
        <source>No single part of this message decided it: there is nothing to mark.</source>
        <translation>没有哪一处单独起了决定作用，所以没有可标的地方。</translation>
    </message>
    <message>
        <source>Solid line: speaks for “{word}”. Dashed line: speaks against it. The thicker, the more. Esc hides it.</source>
        <translation>实线：让判断偏向“{word}”。虚线：与之相反。线越粗，影响越大。按 Esc 收起。</translation>
    </message>
    <message>
        <source>Solid line: speaks for “{word}”. The thicker, the more. Esc hides it.</source>
        <translation>实线：让判断偏向“{word}”。线越粗，影响越大。按 Esc 收起。</translation>
    </message>
    <message>
        <source>Dashed line: speaks against “{word}”. The thicker, the more. Esc hides it.</source>
        <translation>虚线：让判断偏离“{word}”。线越粗，影响越大。按 Esc 收起。</translation>
    </message>
    <message>
        <source>For: {words}.</source>
        <translation>偏向：{words}。</translation>
    </message>
    <message>
        <source>Against: {words}.</source>
        <translation>相反：{words}。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export chats</source>
        <translation>导出对话</translation>
    </message>
    <message>
        <source>Choose where…</source>
        <translation>选择位置…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>The file is not encrypted: whoever can open it can read it.</source>
        <translation>文件没有加密：能打开它的人都能看到内容。</translation>
    </message>
    <message>
        <source>Which chats</source>
        <translation>导出哪些对话</translation>
    </message>
    <message>
        <source>This chat</source>
        <translation>这个对话</translation>
    </message>
    <message>
        <source>All chats, archived ones too; the trash not</source>
        <translation>所有对话，含已归档的，不含回收站</translation>
    </message>
    <message>
        <source>As what</source>
        <translation>导出成什么格式</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>To read, with headings.</source>
        <translation>适合阅读，带标题。</translation>
    </message>
    <message>
        <source>Plain text</source>
        <translation>纯文本</translation>
    </message>
    <message>
        <source>To read, in any program.</source>
        <translation>适合阅读，任何程序都能打开。</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>To keep: every version of a message, moods and figures. Can be imported.</source>
        <translation>适合保存：包含消息的每个版本、心情和数据，可以再导入。</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>{count} tokens written, {speed} a second</source>
        <translation>写了 {count} 个词元，每秒 {speed} 个</translation>
    </message>
    <message>
        <source>in {steps} steps, as drafts were right</source>
        <translation>因为猜中了草稿，只走了 {steps} 步</translation>
    </message>
    <message>
        <source>First token after {milliseconds} ms</source>
        <translation>{milliseconds} 毫秒后出现第一个词元</translation>
    </message>
    <message>
        <source>{count} tokens read</source>
        <translation>读了 {count} 个词元</translation>
    </message>
    <message>
        <source>{count} tok</source>
        <translation>{count} 词元</translation>
    </message>
    <message>
        <source>{speed} tok/s</source>
        <translation>{speed} 词元/秒</translation>
    </message>
</context>
<context>
    <name>FactsView</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Goes to</source>
        <translation>放在</translation>
    </message>
</context>
<context>
    <name>FailureCard</name>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Repair the model</source>
        <translation>修复模型</translation>
    </message>
    <message>
        <source>Fetch only what is damaged</source>
        <translation>只重新下载损坏的文件</translation>
    </message>
    <message>
        <source>Get a model</source>
        <translation>获取模型</translation>
    </message>
    <message>
        <source>Get the model</source>
        <translation>获取模型</translation>
    </message>
</context>
<context>
    <name>FolderView</name>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>The folder is not there and can&apos;t be made.</source>
        <translation>文件夹不存在，也无法新建。</translation>
    </message>
    <message>
        <source>This system did not open it. Copy the path instead.</source>
        <translation>系统没能打开它，请改为复制路径。</translation>
    </message>
    <message>
        <source>The path is on the clipboard.</source>
        <translation>路径已复制到剪贴板。</translation>
    </message>
</context>
<context>
    <name>ForEachLabel</name>
    <message numerus="yes">
        <source>%n sentence(s)</source>
        <translation>
            <numerusform>%n 句</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>显示或隐藏侧栏</translation>
    </message>
    <message>
        <source>Show or hide the sidebar (Ctrl+B)</source>
        <translation>显示或隐藏侧栏（Ctrl+B）</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>返回对话</translation>
    </message>
    <message>
        <source>Back to the chat (Esc)</source>
        <translation>返回对话（Esc）</translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message>
        <source>Judge my history again</source>
        <translation>重新判断以前的消息</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Judge them</source>
        <translation>开始判断</translation>
    </message>
    <message>
        <source>{done} of {all} judged. You can go on chatting meanwhile.</source>
        <translation>已判断 {done} / {all} 条，这期间可以照常聊天。</translation>
    </message>
    <message>
        <source>Every message that can be is judged as it would be today.</source>
        <translation>能判断的消息都已按现在的方式判断过了。</translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) were judged when nobody asked yet whether a feeling is said at all. Your corrections stay.</source>
        <translation>
            <numerusform>有 %n 条消息是以前判断的，那时还不会分辨话里有没有心情。你的纠正会保留。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportView</name>
    <message>
        <source>A folder with config.json, tokenizer.json and safetensors files, or one .gguf file. It can be dropped here. Every file is checked first.</source>
        <translation>一个含有 config.json、tokenizer.json 和 safetensors 文件的文件夹，或者一个 .gguf 文件；也可以直接拖到这里。每个文件都会先检查。</translation>
    </message>
    <message>
        <source>Use the folder where it is, without copying</source>
        <translation>文件夹留在原处直接使用，不复制</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Choose a .gguf file…</source>
        <translation>选择 .gguf 文件…</translation>
    </message>
    <message>
        <source>Taking in the model</source>
        <translation>导入模型</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Taking in {name}</source>
        <translation>正在导入 {name}</translation>
    </message>
    <message>
        <source>Stopped; nothing was taken in.</source>
        <translation>已停止，没有导入任何东西。</translation>
    </message>
    <message>
        <source>The model&apos;s folder</source>
        <translation>模型所在的文件夹</translation>
    </message>
    <message>
        <source>Models (*.gguf)</source>
        <translation>模型 (*.gguf)</translation>
    </message>
    <message>
        <source>The model&apos;s file</source>
        <translation>模型文件</translation>
    </message>
</context>
<context>
    <name>Journal</name>
    <message>
        <source>{day}: nothing written</source>
        <translation>{day}：没有写</translation>
    </message>
    <message>
        <source>{day}: {mood}, {messages}</source>
        <translation>{day}：{mood}，{messages}</translation>
    </message>
    <message>
        <source>a very good day</source>
        <translation>很好的一天</translation>
    </message>
    <message>
        <source>a good day</source>
        <translation>不错的一天</translation>
    </message>
    <message>
        <source>a very hard day</source>
        <translation>很难的一天</translation>
    </message>
    <message>
        <source>a hard day</source>
        <translation>有点难的一天</translation>
    </message>
    <message>
        <source>a day without a clear feeling</source>
        <translation>没有明显情绪的一天</translation>
    </message>
    <message>
        <source>a day between good and hard</source>
        <translation>有好有坏的一天</translation>
    </message>
    <message>
        <source>Week of {day}: {percent}% positive, {messages}</source>
        <translation>{day}那一周：正面 {percent}%，{messages}</translation>
    </message>
    <message>
        <source>MMM d</source>
        <translation>M月d日</translation>
    </message>
    <message>
        <source>In {month} you wrote on {days}.</source>
        <translation>{month}里，你有 {days}写了东西。</translation>
    </message>
    <message>
        <source>{weekdays} were the brightest.</source>
        <translation>{weekdays}的心情最明亮。</translation>
    </message>
    <message>
        <source>{weekdays} were the hardest.</source>
        <translation>{weekdays}最不容易。</translation>
    </message>
    <message>
        <source>{month} was brighter than {other}.</source>
        <translation>{month}比{other}明亮一些。</translation>
    </message>
    <message>
        <source>Mondays</source>
        <translation>星期一</translation>
    </message>
    <message>
        <source>Tuesdays</source>
        <translation>星期二</translation>
    </message>
    <message>
        <source>Wednesdays</source>
        <translation>星期三</translation>
    </message>
    <message>
        <source>Thursdays</source>
        <translation>星期四</translation>
    </message>
    <message>
        <source>Fridays</source>
        <translation>星期五</translation>
    </message>
    <message>
        <source>Saturdays</source>
        <translation>星期六</translation>
    </message>
    <message>
        <source>Sundays</source>
        <translation>星期日</translation>
    </message>
</context>
<context>
    <name>JournalFilters</name>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Year</source>
        <translation>年份</translation>
    </message>
    <message>
        <source>All scenes</source>
        <translation>全部场景</translation>
    </message>
    <message>
        <source>All conversations</source>
        <translation>全部对话</translation>
    </message>
    <message>
        <source>Untitled</source>
        <translation>未命名</translation>
    </message>
</context>
<context>
    <name>JournalNumbers</name>
    <message>
        <source>went well</source>
        <translation>好日子</translation>
    </message>
    <message>
        <source>were hard</source>
        <translation>难的日子</translation>
    </message>
    <message>
        <source>in between</source>
        <translation>有好有坏</translation>
    </message>
    <message>
        <source>longest good run</source>
        <translation>最长的好日子</translation>
    </message>
</context>
<context>
    <name>JournalPage</name>
    <message>
        <source>Export CSV…</source>
        <translation>导出 CSV…</translation>
    </message>
    <message>
        <source>Export picture…</source>
        <translation>导出图片…</translation>
    </message>
    <message>
        <source>Mood journal · {year}</source>
        <translation>心情日记 · {year}</translation>
    </message>
    <message>
        <source>No day here</source>
        <translation>这里还没有日子</translation>
    </message>
    <message>
        <source>Nothing was written with this choice. Another one may hold your days.</source>
        <translation>按现在的选择，没有写过什么。换一个看看，也许你的日子在那里。</translation>
    </message>
    <message>
        <source>Your days will gather here</source>
        <translation>你的日子会聚在这里</translation>
    </message>
    <message>
        <source>Each message you write colours its day. Begin with a chat, or with a line below that is just for you. Everything stays on this computer.</source>
        <translation>你写下的每条消息，都会给那一天添上颜色。可以先聊一聊，也可以在下面写一句只给自己的话。一切都只留在这台电脑上。</translation>
    </message>
    <message>
        <source>Tables (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation>导出 CSV</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Export picture</source>
        <translation>导出图片</translation>
    </message>
    <message>
        <source>Saved: {path}</source>
        <translation>已保存：{path}</translation>
    </message>
</context>
<context>
    <name>KnownError</name>
    <message>
        <source>No model is loaded.</source>
        <translation>还没有载入模型。</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>请关掉一些别的程序，再试一次。</translation>
    </message>
    <message>
        <source>The table {path} has two columns called text.</source>
        <translation>表格 {path} 有两列都叫 text。</translation>
    </message>
    <message>
        <source>Which of them has the messages can&apos;t be told.</source>
        <translation>无法判断消息在哪一列。</translation>
    </message>
    <message>
        <source>Give the other one another name, in line {line}.</source>
        <translation>请在第 {line} 行给另一列换个名字。</translation>
    </message>
    <message>
        <source>The table {path} has no column called text.</source>
        <translation>表格 {path} 里没有名为 text 的列。</translation>
    </message>
    <message>
        <source>Its columns are: {columns}</source>
        <translation>它的列是：{columns}</translation>
    </message>
    <message>
        <source>Name the column of the messages text.</source>
        <translation>请把消息所在的列命名为 text。</translation>
    </message>
    <message>
        <source>A quotation mark in line {line} of {path} is never closed.</source>
        <translation>{path} 第 {line} 行的引号没有配对。</translation>
    </message>
    <message>
        <source>From line {line} of {path} on, the quotation marks do not match.</source>
        <translation>从 {path} 第 {line} 行起，引号不匹配。</translation>
    </message>
    <message>
        <source>What follows it would be lost; nothing was judged.</source>
        <translation>后面的内容会丢失，因此没有判断任何消息。</translation>
    </message>
    <message>
        <source>Close it; a quotation mark within a text is written twice.</source>
        <translation>请补上引号；文字里面的引号要写两次。</translation>
    </message>
    <message>
        <source>Line {line} of {path} has {found} fields, the header {expected}.</source>
        <translation>{path} 第 {line} 行有 {found} 个字段，表头只有 {expected} 个。</translation>
    </message>
    <message>
        <source>A part of the message would be lost.</source>
        <translation>消息的一部分会丢失。</translation>
    </message>
    <message>
        <source>Put a text that contains {delimiter} in quotation marks.</source>
        <translation>请把含有 {delimiter} 的文字放在引号里。</translation>
    </message>
    <message>
        <source>{encoding} is not the name of an encoding.</source>
        <translation>{encoding} 不是编码的名称。</translation>
    </message>
    <message>
        <source>Give one such as utf-8, gb18030 or big5.</source>
        <translation>请填写 utf-8、gb18030 或 big5 之类的编码。</translation>
    </message>
    <message>
        <source>The file {path} can&apos;t be read.</source>
        <translation>无法读取文件 {path}。</translation>
    </message>
    <message>
        <source>Give a text file in UTF-8, or name its --encoding.</source>
        <translation>请提供 UTF-8 文本文件，或用 --encoding 指定编码。</translation>
    </message>
    <message>
        <source>The file {path} holds something else.</source>
        <translation>文件 {path} 里是别的内容。</translation>
    </message>
    <message>
        <source>It does not begin with the verdicts on these messages.</source>
        <translation>它的开头不是这些消息的判断结果。</translation>
    </message>
    <message>
        <source>Give another --output; this file was left as it is.</source>
        <translation>请换一个 --output；这个文件没有被改动。</translation>
    </message>
    <message>
        <source>The file {path} can&apos;t be written.</source>
        <translation>无法写入文件 {path}。</translation>
    </message>
    <message>
        <source>The system says: {reason}</source>
        <translation>系统的说明：{reason}</translation>
    </message>
    <message>
        <source>Give another --output; what is written stays.</source>
        <translation>请换一个 --output；已写入的内容都还在。</translation>
    </message>
    <message>
        <source>This computer&apos;s processor is too old for the model.</source>
        <translation>这台电脑的处理器太旧，无法运行模型。</translation>
    </message>
    <message>
        <source>It lacks the AVX instructions that came in 2011.</source>
        <translation>它没有 2011 年起才有的 AVX 指令。</translation>
    </message>
    <message>
        <source>Please use a newer computer; your chats can move along.</source>
        <translation>请换一台新一些的电脑，聊天记录可以一起带走。</translation>
    </message>
    <message>
        <source>The disk with {folder} is full.</source>
        <translation>{folder} 所在的磁盘已满。</translation>
    </message>
    <message>
        <source>The work could not be finished.</source>
        <translation>没能完成。</translation>
    </message>
    <message>
        <source>Free some space or choose another folder.</source>
        <translation>请腾出一些空间，或换一个文件夹。</translation>
    </message>
    <message>
        <source>There is not enough space in {folder}: {needed_mb} MB are needed, {free_mb} MB free.</source>
        <translation>{folder} 的空间不够：需要 {needed_mb} MB，只剩 {free_mb} MB。</translation>
    </message>
    <message>
        <source>The folder {folder} can&apos;t be written to.</source>
        <translation>文件夹 {folder} 无法写入。</translation>
    </message>
    <message>
        <source>Choose another folder or change the permissions of this one.</source>
        <translation>请换一个文件夹，或修改它的权限。</translation>
    </message>
    <message>
        <source>Reading or writing in {folder} failed: {reason}.</source>
        <translation>读写 {folder} 时出错：{reason}。</translation>
    </message>
    <message>
        <source>Check the disk, then try again.</source>
        <translation>请检查磁盘，再试一次。</translation>
    </message>
    <message>
        <source>The scene file {place} can&apos;t be used.</source>
        <translation>场景文件 {place} 无法使用。</translation>
    </message>
    <message>
        <source>Correct the file; the other scenes still work.</source>
        <translation>请改正这个文件，其他场景不受影响。</translation>
    </message>
    <message>
        <source>It can&apos;t be read: {reason}.</source>
        <translation>无法读取：{reason}。</translation>
    </message>
    <message>
        <source>{key} is missing, empty or not a text.</source>
        <translation>{key} 缺失、为空，或不是文字。</translation>
    </message>
    <message>
        <source>{key} must be a list of texts.</source>
        <translation>{key} 必须是文字列表。</translation>
    </message>
    <message>
        <source>{key} is missing or not a list.</source>
        <translation>{key} 缺失，或不是列表。</translation>
    </message>
    <message>
        <source>{key} is missing.</source>
        <translation>缺少 {key}。</translation>
    </message>
    <message>
        <source>{key} must be a table.</source>
        <translation>{key} 必须是一个表。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be {value}.</source>
        <translation>设置 {name} 不能是“{value}”。</translation>
    </message>
    <message>
        <source>Choose a value from {low} to {high}.</source>
        <translation>请填 {low} 到 {high} 之间的值。</translation>
    </message>
    <message>
        <source>Type an address such as {example}.</source>
        <translation>请输入像 {example} 这样的地址。</translation>
    </message>
    <message>
        <source>Choose one of {choices}.</source>
        <translation>请从这些当中选一个：{choices}。</translation>
    </message>
    <message>
        <source>The file {file} is damaged: {reason}.</source>
        <translation>文件 {file} 已损坏：{reason}。</translation>
    </message>
    <message>
        <source>It can&apos;t be converted.</source>
        <translation>无法转换。</translation>
    </message>
    <message>
        <source>Get the file again and compare its size.</source>
        <translation>请重新获取这个文件，并核对大小。</translation>
    </message>
    <message>
        <source>The file {file} is of a kind not supported: {reason}.</source>
        <translation>不支持文件 {file} 的类型：{reason}。</translation>
    </message>
    <message>
        <source>Use the same model as a folder with safetensors.</source>
        <translation>请改用同一模型的 safetensors 文件夹。</translation>
    </message>
    <message>
        <source>The model in {folder} can&apos;t be read.</source>
        <translation>无法读取 {folder} 里的模型。</translation>
    </message>
    <message>
        <source>A file is missing, cut short or of an unknown kind: {reason}</source>
        <translation>有文件缺失、不完整或类型未知：{reason}</translation>
    </message>
    <message>
        <source>What this model computes is not a number.</source>
        <translation>这个模型算出的结果不是数字。</translation>
    </message>
    <message>
        <source>Its weights are damaged.</source>
        <translation>它的权重已损坏。</translation>
    </message>
    <message>
        <source>The model {name} is damaged: {files}</source>
        <translation>模型 {name} 已损坏：{files}</translation>
    </message>
    <message>
        <source>These files are not what was downloaded.</source>
        <translation>这些文件和下载时的不一样了。</translation>
    </message>
    <message>
        <source>Download or import the model again.</source>
        <translation>请重新下载或导入这个模型。</translation>
    </message>
    <message>
        <source>{model} comes under the {licence}.</source>
        <translation>{model} 使用的许可证是 {licence}。</translation>
    </message>
    <message>
        <source>Its text is in {file}.</source>
        <translation>许可证全文在 {file}。</translation>
    </message>
    <message>
        <source>Read it, then add --accept-licence to download the model.</source>
        <translation>请先读一遍，再加上 --accept-licence 来下载这个模型。</translation>
    </message>
    <message>
        <source>The file {file} of the model can&apos;t be read.</source>
        <translation>无法读取模型文件 {file}。</translation>
    </message>
    <message>
        <source>It is damaged: {reason}</source>
        <translation>文件已损坏：{reason}</translation>
    </message>
    <message>
        <source>This model&apos;s chat template can&apos;t be used.</source>
        <translation>这个模型的对话模板无法使用。</translation>
    </message>
    <message>
        <source>Choose another model; the same one again would be no better.</source>
        <translation>请换一个模型；再拿一次同样的也不会好。</translation>
    </message>
    <message>
        <source>It says: {reason}</source>
        <translation>模板的说明：{reason}</translation>
    </message>
    <message>
        <source>It asks for more time or memory than any chat needs.</source>
        <translation>它需要的时间或内存远远超过任何对话所需。</translation>
    </message>
    <message>
        <source>Choose another model.</source>
        <translation>请换一个模型。</translation>
    </message>
    <message>
        <source>The tokenizer of the model in {folder} can&apos;t be read.</source>
        <translation>无法读取 {folder} 里的分词器。</translation>
    </message>
    <message>
        <source>A file is missing or damaged: {reason}</source>
        <translation>有文件缺失或损坏：{reason}</translation>
    </message>
    <message>
        <source>There is no model called {name}.</source>
        <translation>没有名为 {name} 的模型。</translation>
    </message>
    <message>
        <source>Use one of {names}, or owner/name of a model on the hub.</source>
        <translation>可以用 {names}，或写成模型库里的“所有者/名称”。</translation>
    </message>
    <message>
        <source>There is no model folder {folder}.</source>
        <translation>找不到模型文件夹 {folder}。</translation>
    </message>
    <message>
        <source>Choose another folder or another model.</source>
        <translation>请换一个文件夹，或换一个模型。</translation>
    </message>
    <message>
        <source>The model {model} is of a kind that is not supported: {kind}.</source>
        <translation>不支持模型 {model} 的类型：{kind}。</translation>
    </message>
    <message>
        <source>This program can load {kinds}.</source>
        <translation>本程序可以载入 {kinds}。</translation>
    </message>
    <message>
        <source>{folder} holds its weights as {file} only.</source>
        <translation>{folder} 里的权重只有 {file} 这一种格式。</translation>
    </message>
    <message>
        <source>Such a file can run code when it is opened.</source>
        <translation>这种文件一打开就可能运行代码，因此不予载入。</translation>
    </message>
    <message>
        <source>Get the model as safetensors.</source>
        <translation>请获取这个模型的 safetensors 版本。</translation>
    </message>
    <message>
        <source>The model in {folder} has no chat template.</source>
        <translation>{folder} 里的模型没有对话模板。</translation>
    </message>
    <message>
        <source>It was not made for conversations.</source>
        <translation>它不是为对话训练的。</translation>
    </message>
    <message>
        <source>Choose an instruct or chat model.</source>
        <translation>请选择 Instruct 或 Chat 模型。</translation>
    </message>
    <message>
        <source>The model folder {folder} can&apos;t be read: {reason}.</source>
        <translation>无法读取模型文件夹 {folder}：{reason}。</translation>
    </message>
    <message>
        <source>The file {file} is missing in {folder}.</source>
        <translation>{folder} 里缺少文件 {file}。</translation>
    </message>
    <message>
        <source>The model is not complete.</source>
        <translation>模型不完整。</translation>
    </message>
    <message>
        <source>Download the model again or choose another folder.</source>
        <translation>请重新下载模型，或换一个文件夹。</translation>
    </message>
    <message>
        <source>The file {file} is damaged ({reason}).</source>
        <translation>文件 {file} 已损坏（{reason}）。</translation>
    </message>
    <message>
        <source>The file {file} only says where the weights are.</source>
        <translation>文件 {file} 只写着权重在哪里。</translation>
    </message>
    <message>
        <source>It is a pointer of Git LFS; the model was not fetched.</source>
        <translation>这是 Git LFS 的指针文件，模型本身没有取来。</translation>
    </message>
    <message>
        <source>Fetch it with `git lfs pull`, or download the model here.</source>
        <translation>请用 `git lfs pull` 取来，或在这里下载模型。</translation>
    </message>
    <message>
        <source>The model can&apos;t be loaded.</source>
        <translation>模型无法载入。</translation>
    </message>
    <message>
        <source>Change the permissions of the folder, or choose another model.</source>
        <translation>请更改该文件夹的权限，或选择其他模型。</translation>
    </message>
    <message>
        <source>Repair the model or import it again.</source>
        <translation>请修复或重新导入这个模型。</translation>
    </message>
    <message>
        <source>The file {file} is cut off: {size} bytes of at least {expected}.</source>
        <translation>文件 {file} 不完整：只有 {size} 字节，至少应有 {expected} 字节。</translation>
    </message>
    <message>
        <source>The settings of the model {file} make no sense: {reason}.</source>
        <translation>模型配置 {file} 有误：{reason}。</translation>
    </message>
    <message>
        <source>The file {file} is damaged.</source>
        <translation>文件 {file} 已损坏。</translation>
    </message>
    <message>
        <source>The weights of {model} are of a type that is not supported: {kind}.</source>
        <translation>不支持 {model} 的权重类型：{kind}。</translation>
    </message>
    <message>
        <source>Float32, float16 and bfloat16 weights can be loaded.</source>
        <translation>可以载入 float32、float16 和 bfloat16 权重。</translation>
    </message>
    <message>
        <source>Choose the unquantised model.</source>
        <translation>请选择未量化的模型。</translation>
    </message>
    <message>
        <source>The model at {address} is given to registered people only.</source>
        <translation>{address} 的模型只提供给已登记的用户。</translation>
    </message>
    <message>
        <source>{host} does not have this model or revision: {address}.</source>
        <translation>{host} 上没有这个模型或版本：{address}。</translation>
    </message>
    <message>
        <source>{host} does not have the file {address}.</source>
        <translation>{host} 上没有文件 {address}。</translation>
    </message>
    <message>
        <source>{host} refused to send the model (HTTP {status}).</source>
        <translation>{host} 拒绝提供模型（HTTP {status}）。</translation>
    </message>
    <message>
        <source>The download can&apos;t go on; nothing is lost.</source>
        <translation>下载暂时无法继续，已下载的部分都还在。</translation>
    </message>
    <message>
        <source>Choose another source or another model.</source>
        <translation>请换一个下载源，或换一个模型。</translation>
    </message>
    <message>
        <source>The certificate of {host} is not trusted.</source>
        <translation>{host} 的证书不受信任。</translation>
    </message>
    <message>
        <source>Someone else may be answering, or this computer&apos;s clock is wrong.</source>
        <translation>可能是别人在冒充它，也可能是这台电脑的时间不对。</translation>
    </message>
    <message>
        <source>Check the clock and the network, or choose another source.</source>
        <translation>请检查时间和网络，或换一个下载源。</translation>
    </message>
    <message>
        <source>What is set as the proxy is not an address.</source>
        <translation>设置的代理不是地址。</translation>
    </message>
    <message>
        <source>Type an address such as http://127.0.0.1:7890, or leave it empty.</source>
        <translation>请填写类似 http://127.0.0.1:7890 的地址，或者留空。</translation>
    </message>
    <message>
        <source>The environment variable {variable} is not the address of a proxy.</source>
        <translation>环境变量 {variable} 的内容不是代理地址。</translation>
    </message>
    <message>
        <source>It should look like http://127.0.0.1:7890; in a password, # is written %23, / %2F.</source>
        <translation>应当类似 http://127.0.0.1:7890；密码里的 # 写作 %23，/ 写作 %2F。</translation>
    </message>
    <message>
        <source>The proxy in the environment variable {variable} is of a kind not known: {scheme}.</source>
        <translation>环境变量 {variable} 里的代理类型无法识别：{scheme}。</translation>
    </message>
    <message>
        <source>A proxy of this kind is not known: {scheme}.</source>
        <translation>无法识别这种代理：{scheme}。</translation>
    </message>
    <message>
        <source>HTTP, HTTPS and SOCKS5 can be used.</source>
        <translation>可以使用 HTTP、HTTPS 和 SOCKS5。</translation>
    </message>
    <message>
        <source>Correct it, or type a proxy in Settings: that one wins over the environment.</source>
        <translation>请改正它，或在设置里填写代理：设置优先于环境变量。</translation>
    </message>
    <message>
        <source>{endpoint} is not the address of a server.</source>
        <translation>{endpoint} 不是服务器地址。</translation>
    </message>
    <message>
        <source>Type an address such as https://example.org.</source>
        <translation>请填写类似 https://example.org 的地址。</translation>
    </message>
    <message>
        <source>The model {name} is not on this computer.</source>
        <translation>这台电脑上没有模型 {name}。</translation>
    </message>
    <message>
        <source>Download it first or choose another one.</source>
        <translation>请先下载它，或换一个模型。</translation>
    </message>
    <message>
        <source>{path} is not a model.</source>
        <translation>{path} 不是模型。</translation>
    </message>
    <message>
        <source>Choose a folder with safetensors or a .gguf file.</source>
        <translation>请选择含有 safetensors 的文件夹，或 .gguf 文件。</translation>
    </message>
    <message>
        <source>{folder} was not stored by this program.</source>
        <translation>{folder} 不是由本程序存放的。</translation>
    </message>
    <message>
        <source>It is only used, and was left as it is.</source>
        <translation>本程序只是使用它，没有改动它。</translation>
    </message>
    <message>
        <source>Delete the folder yourself if you want to.</source>
        <translation>如果不再需要，请自行删除这个文件夹。</translation>
    </message>
    <message>
        <source>There is no model on this computer yet.</source>
        <translation>这台电脑上还没有模型。</translation>
    </message>
    <message>
        <source>Download one or import one that you have.</source>
        <translation>请下载一个，或导入已有的模型。</translation>
    </message>
    <message>
        <source>The file {file} is not what it was when it was stored.</source>
        <translation>文件 {file} 和存入时不一样了。</translation>
    </message>
    <message>
        <source>The model can&apos;t be trusted.</source>
        <translation>这个模型已不可信。</translation>
    </message>
    <message>
        <source>Something went wrong that should not.</source>
        <translation>出了一个不该出的问题。</translation>
    </message>
    <message>
        <source>The chats of this start are not kept.</source>
        <translation>这次启动后的对话不会保留。</translation>
    </message>
    <message>
        <source>They are gone when the program ends.</source>
        <translation>程序结束后它们就没有了。</translation>
    </message>
    <message>
        <source>Export what you want to keep.</source>
        <translation>想留下的内容请先导出。</translation>
    </message>
    <message>
        <source>This conversation or message is not there any more.</source>
        <translation>这个对话或消息已经不在了。</translation>
    </message>
    <message>
        <source>The chats could not be changed.</source>
        <translation>对话没能改动。</translation>
    </message>
    <message>
        <source>This is a defect of the program, not your mistake.</source>
        <translation>这是程序的缺陷，不是你的错。</translation>
    </message>
    <message>
        <source>You can go on; if it comes again, restart. Details are in {path}.</source>
        <translation>可以继续使用；如果再次出现，请重启程序。详情见 {path}。</translation>
    </message>
    <message>
        <source>No log can be written in {folder}.</source>
        <translation>无法在 {folder} 里写日志。</translation>
    </message>
    <message>
        <source>The program works without it.</source>
        <translation>不影响使用。</translation>
    </message>
    <message>
        <source>Check that the disk has room and the folder is yours.</source>
        <translation>请检查磁盘空间和文件夹权限。</translation>
    </message>
    <message>
        <source>The default is used instead.</source>
        <translation>已改用默认值。</translation>
    </message>
    <message>
        <source>Change it in the settings or in {path}.</source>
        <translation>可以在设置里或在 {path} 里修改。</translation>
    </message>
    <message>
        <source>The settings in {path} can&apos;t be read completely.</source>
        <translation>{path} 里的设置没能全部读出。</translation>
    </message>
    <message>
        <source>What can&apos;t be read has its default.</source>
        <translation>读不出的已改用默认值。</translation>
    </message>
    <message>
        <source>Correct the file, or delete it to begin anew.</source>
        <translation>请改正这个文件，或删除它重新开始。</translation>
    </message>
    <message>
        <source>The settings can&apos;t be written to {path}.</source>
        <translation>设置无法写入 {path}。</translation>
    </message>
    <message>
        <source>They hold until the program ends.</source>
        <translation>改动在退出程序前有效。</translation>
    </message>
    <message>
        <source>Load a model, then ask again.</source>
        <translation>请载入一个模型，再发一次。</translation>
    </message>
    <message>
        <source>The memory of this computer is used up.</source>
        <translation>这台电脑的内存用完了。</translation>
    </message>
    <message>
        <source>The program keeps running and your messages are safe.</source>
        <translation>程序仍在运行，你的消息都还在。</translation>
    </message>
    <message>
        <source>Close other programs, then try again.</source>
        <translation>请关掉一些别的程序，再试一次。</translation>
    </message>
    <message>
        <source>The model could not be loaded.</source>
        <translation>模型没能载入。</translation>
    </message>
    <message>
        <source>Try again or choose another model. The log has details.</source>
        <translation>请重试，或换一个模型。详情见日志。</translation>
    </message>
    <message>
        <source>This message could not be answered.</source>
        <translation>这条消息没能得到回复。</translation>
    </message>
    <message>
        <source>Send it again. If that does not help, see the log.</source>
        <translation>请再发一次；如果还是不行，请看日志。</translation>
    </message>
    <message>
        <source>There is no scene called {scene}.</source>
        <translation>没有名为 {scene} 的场景。</translation>
    </message>
    <message>
        <source>The network is switched off for this program.</source>
        <translation>本程序的网络已关闭。</translation>
    </message>
    <message>
        <source>Nothing can be downloaded.</source>
        <translation>现在无法下载。</translation>
    </message>
    <message>
        <source>Start without --offline and HF_HUB_OFFLINE, or import a model.</source>
        <translation>请去掉 --offline 和 HF_HUB_OFFLINE 再启动，或导入已有的模型。</translation>
    </message>
    <message>
        <source>The file {file} from {host} is not the right one.</source>
        <translation>从 {host} 得到的文件 {file} 不对。</translation>
    </message>
    <message>
        <source>It was damaged on the way or changed there. Nothing bad was kept.</source>
        <translation>它可能在途中损坏，或在那边被改动；有问题的内容没有留下。</translation>
    </message>
    <message>
        <source>Try again, or choose another source.</source>
        <translation>请重试，或换一个下载源。</translation>
    </message>
    <message>
        <source>The connection to {host} failed again and again.</source>
        <translation>与 {host} 的连接一再中断。</translation>
    </message>
    <message>
        <source>What was downloaded is kept.</source>
        <translation>已下载的部分都还在。</translation>
    </message>
    <message>
        <source>Check the network, or choose another source or a proxy.</source>
        <translation>请检查网络，或换一个下载源或代理。</translation>
    </message>
    <message>
        <source>{repo} has no weights as safetensors.</source>
        <translation>{repo} 没有 safetensors 格式的权重。</translation>
    </message>
    <message>
        <source>Other weight files can run code or can&apos;t be read here.</source>
        <translation>其他格式的权重可能运行代码，或无法读取。</translation>
    </message>
    <message>
        <source>{repo} has no file {file}.</source>
        <translation>{repo} 里没有文件 {file}。</translation>
    </message>
    <message>
        <source>The model can&apos;t be loaded without it.</source>
        <translation>缺了它，模型无法载入。</translation>
    </message>
    <message>
        <source>There is no screen to open the window on.</source>
        <translation>没有可以显示窗口的屏幕。</translation>
    </message>
    <message>
        <source>The screen {name} does not answer.</source>
        <translation>屏幕 {name} 没有响应。</translation>
    </message>
    <message>
        <source>No window can be opened on it.</source>
        <translation>无法在上面打开窗口。</translation>
    </message>
    <message>
        <source>Use &quot;qwen-all-in-one chat&quot; in a terminal instead.</source>
        <translation>请在终端里使用 qwen-all-in-one chat。</translation>
    </message>
    <message>
        <source>Another program is using the chats in {file}.</source>
        <translation>另一个程序正在使用 {file} 里的聊天记录。</translation>
    </message>
    <message>
        <source>What is new is kept in memory until it can be written there.</source>
        <translation>新的内容先留在内存里，等能写入时再保存。</translation>
    </message>
    <message>
        <source>Close the other program; it is tried again by itself.</source>
        <translation>请关闭那个程序；本程序会自动重试。</translation>
    </message>
    <message>
        <source>The chats in {file} can&apos;t be written.</source>
        <translation>无法写入 {file} 里的聊天记录。</translation>
    </message>
    <message>
        <source>Change the permissions of the file and of its folder, then try again.</source>
        <translation>请修改这个文件和它所在文件夹的权限，然后重试。</translation>
    </message>
    <message>
        <source>The disk with {folder} can&apos;t lock files.</source>
        <translation>{folder} 所在的磁盘无法锁定文件。</translation>
    </message>
    <message>
        <source>Two programs could damage the chats there.</source>
        <translation>两个程序同时使用时，可能会损坏那里的对话。</translation>
    </message>
    <message>
        <source>Choose a data folder on a disk of this computer.</source>
        <translation>请把数据文件夹选在本机的磁盘上。</translation>
    </message>
    <message>
        <source>The file with the chats, {file}, is damaged.</source>
        <translation>聊天记录文件 {file} 已损坏。</translation>
    </message>
    <message>
        <source>Restart the program; it recovers what can be read.</source>
        <translation>请重新启动程序；能读出的内容会被恢复。</translation>
    </message>
    <message>
        <source>The chats in {file} were written by a later version of this program.</source>
        <translation>{file} 里的聊天记录是由更新版本的程序写的。</translation>
    </message>
    <message>
        <source>This version can&apos;t read them; they were not touched.</source>
        <translation>这个版本读不了它们；它们没有被改动。</translation>
    </message>
    <message>
        <source>Install the latest version.</source>
        <translation>请安装最新版本。</translation>
    </message>
    <message>
        <source>The measurement of {name} ended early: {reason}.</source>
        <translation>对 {name} 的测量提前结束：{reason}。</translation>
    </message>
    <message>
        <source>Often the memory was not enough.</source>
        <translation>多半是内存不够。</translation>
    </message>
    <message>
        <source>No source of models can be reached: {hosts}.</source>
        <translation>连不上任何下载源：{hosts}。</translation>
    </message>
    <message>
        <source>The proxy can&apos;t be reached or refuses.</source>
        <translation>代理连接不上，或者拒绝了请求。</translation>
    </message>
    <message>
        <source>There is no network, or a proxy is needed.</source>
        <translation>没有网络，或者需要代理。</translation>
    </message>
    <message>
        <source>Check the network, or import a model from a file.</source>
        <translation>请检查网络，或者从文件导入模型。</translation>
    </message>
    <message>
        <source>The self-test was not done after {seconds} s.</source>
        <translation>过了 {seconds} 秒，自检还没有完成。</translation>
    </message>
    <message>
        <source>Try again. If that does not help, see the log.</source>
        <translation>请再试一次；还不行的话，请看日志。</translation>
    </message>
    <message>
        <source>The file with the chats, {file}, is not where it was any more.</source>
        <translation>聊天记录文件 {file} 已不在原来的位置。</translation>
    </message>
    <message>
        <source>Put the folder or the disk back; it is tried again by itself.</source>
        <translation>请把文件夹或磁盘放回原处，程序会自动重试。</translation>
    </message>
    <message>
        <source>The chats could not be saved in {file}: {reason}.</source>
        <translation>聊天记录未能保存到 {file}：{reason}。</translation>
    </message>
    <message>
        <source>What is new is kept in memory for now.</source>
        <translation>新的内容暂时留在内存里。</translation>
    </message>
    <message>
        <source>Copy what you need before you close the window.</source>
        <translation>关闭窗口之前，请先复制需要的内容。</translation>
    </message>
    <message>
        <source>The file with the chats was damaged.</source>
        <translation>聊天记录文件已损坏。</translation>
    </message>
    <message>
        <source>{conversations} conversations and {messages} messages were recovered.</source>
        <translation>已恢复 {conversations} 个对话、{messages} 条消息。</translation>
    </message>
    <message>
        <source>The damaged file is kept as {old}.</source>
        <translation>损坏的文件保留为 {old}。</translation>
    </message>
    <message>
        <source>{file} is not an export of chats: {place} {reason}.</source>
        <translation>{file} 不是导出的聊天记录：{place} {reason}。</translation>
    </message>
    <message>
        <source>Nothing of it was imported.</source>
        <translation>没有导入任何内容。</translation>
    </message>
    <message>
        <source>Choose a JSON file that this program has exported, or {programs}.</source>
        <translation>请选择本程序导出的 JSON 文件，或者 {programs} 导出的文件。</translation>
    </message>
    <message>
        <source>{file} seems to come from {program}.</source>
        <translation>{file} 看起来来自 {program}。</translation>
    </message>
    <message>
        <source>Its chats can&apos;t be read here; nothing was imported.</source>
        <translation>这里读不了它的对话，没有导入任何内容。</translation>
    </message>
    <message>
        <source>Exports of {programs} can be read.</source>
        <translation>可以读取 {programs} 的导出文件。</translation>
    </message>
    <message>
        <source>{file} was exported by a later version of this program.</source>
        <translation>{file} 是由更新版本的程序导出的。</translation>
    </message>
    <message>
        <source>{file} is larger than {limit_mb} MB.</source>
        <translation>{file} 超过 {limit_mb} MB。</translation>
    </message>
    <message>
        <source>Export fewer conversations into each file.</source>
        <translation>请每个文件少导出一些对话。</translation>
    </message>
    <message>
        <source>It is larger than {limit} bytes.</source>
        <translation>文件超过 {limit} 字节。</translation>
    </message>
    <message>
        <source>There must be 1 to {most} labels, each with an id of its own.</source>
        <translation>标签要有 1 到 {most} 个，每个的标识各不相同。</translation>
    </message>
    <message>
        <source>judge and assistant must have the same languages.</source>
        <translation>judge 和 assistant 的语言必须一致。</translation>
    </message>
    <message>
        <source>{key} must be one of {choices}.</source>
        <translation>{key} 只能是 {choices} 之一。</translation>
    </message>
    <message>
        <source>{key} must hold sentences for every label, as many for each.</source>
        <translation>{key} 里每个标签都要有句子，而且数量相同。</translation>
    </message>
    <message>
        <source>{key} must hold at least one set.</source>
        <translation>{key} 至少要有一组。</translation>
    </message>
    <message>
        <source>Each set of {key} must hold {count} words, one for each label.</source>
        <translation>{key} 的每一组要有 {count} 个词，一个标签一个。</translation>
    </message>
    <message>
        <source>The words of each set in {key} must differ.</source>
        <translation>{key} 同一组里的词不能相同。</translation>
    </message>
    <message>
        <source>{key} names a label that the scene does not have.</source>
        <translation>{key} 提到了场景里没有的标签。</translation>
    </message>
    <message>
        <source>{key} must have one or more of {choices}.</source>
        <translation>{key} 至少要有 {choices} 中的一种。</translation>
    </message>
    <message>
        <source>{name} can&apos;t be read: {reason}.</source>
        <translation>无法读取 {name}：{reason}。</translation>
    </message>
    <message>
        <source>Check that it is still there and yours to read.</source>
        <translation>请确认文件还在，并且你有权读取。</translation>
    </message>
    <message>
        <source>{name} is not a file that can be quoted.</source>
        <translation>{name} 不是可以引用的文件。</translation>
    </message>
    <message>
        <source>Choose a text file.</source>
        <translation>请选一个文本文件。</translation>
    </message>
    <message>
        <source>{name} is empty.</source>
        <translation>{name} 是空的。</translation>
    </message>
    <message>
        <source>Choose a text file with something in it.</source>
        <translation>请选一个有内容的文本文件。</translation>
    </message>
    <message>
        <source>{name} holds no plain text.</source>
        <translation>{name} 里不是纯文本。</translation>
    </message>
    <message>
        <source>Only text can be quoted: notes, code, tables, logs.</source>
        <translation>只能引用文本：笔记、代码、表格、日志。</translation>
    </message>
    <message>
        <source>Save it as text in UTF-8, then add that file.</source>
        <translation>请把它另存为 UTF-8 文本，再添加那个文件。</translation>
    </message>
    <message>
        <source>This piece of work failed.</source>
        <translation>这项工作没有完成。</translation>
    </message>
    <message>
        <source>Correct the file and import it again.</source>
        <translation>请改正文件后重新导入。</translation>
    </message>
    <message>
        <source>The program already runs with the data in {folder}.</source>
        <translation>程序已经在使用 {folder} 里的数据运行。</translation>
    </message>
    <message>
        <source>It does not answer right now.</source>
        <translation>它现在没有回应。</translation>
    </message>
    <message>
        <source>Wait a moment and try again, or end it first.</source>
        <translation>请稍等片刻再试，或者先结束它。</translation>
    </message>
    <message>
        <source>This computer can&apos;t compute with {kernel}.</source>
        <translation>这台电脑不能用 {kernel} 计算。</translation>
    </message>
    <message>
        <source>Its processor lacks these instructions, or they were left out.</source>
        <translation>处理器没有这组指令，或者程序里没有带上它们。</translation>
    </message>
    <message>
        <source>Leave --kernel out: the best that there is will be used.</source>
        <translation>去掉 --kernel，程序会用现有最好的一种。</translation>
    </message>
    <message>
        <source>Another measurement is running.</source>
        <translation>另一个测速正在进行。</translation>
    </message>
    <message>
        <source>The two would slow each other down.</source>
        <translation>两个一起跑会互相拖慢。</translation>
    </message>
    <message>
        <source>Wait until it has ended.</source>
        <translation>请等它结束。</translation>
    </message>
    <message>
        <source>Its text is in {file}; only a person can accept it.</source>
        <translation>许可证全文在 {file}，只能由你本人来接受。</translation>
    </message>
    <message>
        <source>To have it, start in a terminal and answer the question.</source>
        <translation>想用它的话，请在终端里启动，并回答那个问题。</translation>
    </message>
    <message>
        <source>{model} was not downloaded, because its licence was declined.</source>
        <translation>没有接受许可证，所以没有下载 {model}。</translation>
    </message>
    <message>
        <source>The file {file} is one of {count} parts of a model.</source>
        <translation>文件 {file} 是模型的 {count} 个分卷之一。</translation>
    </message>
    <message>
        <source>Parts are missing beside it: {missing}.</source>
        <translation>旁边缺少分卷：{missing}。</translation>
    </message>
    <message>
        <source>Put all parts into one folder, then import any of them.</source>
        <translation>请把所有分卷放在同一个文件夹里，再导入其中任意一个。</translation>
    </message>
    <message>
        <source>The file {file} is part {number} of {count} of a model.</source>
        <translation>文件 {file} 是模型 {count} 个分卷中的第 {number} 个。</translation>
    </message>
    <message>
        <source>The others are found by their names, and it has another.</source>
        <translation>其余分卷按文件名寻找，而它的名字不合规则。</translation>
    </message>
    <message>
        <source>Give the parts names such as model-00001-of-{total}.gguf in one folder.</source>
        <translation>请把分卷放在同一个文件夹里，命名为 model-00001-of-{total}.gguf 这样的名字。</translation>
    </message>
</context>
<context>
    <name>LabelRow</name>
    <message>
        <source>Emoji</source>
        <translation>表情</translation>
    </message>
    <message>
        <source>Word in Chinese</source>
        <translation>中文说法</translation>
    </message>
    <message>
        <source>Word in English</source>
        <translation>英文说法</translation>
    </message>
    <message>
        <source>Id, in files and on the command line</source>
        <translation>标识，用在文件和命令行里</translation>
    </message>
    <message>
        <source>Label {number}</source>
        <translation>第 {number} 个标签</translation>
    </message>
    <message>
        <source>Remove label {number}</source>
        <translation>删除第 {number} 个标签</translation>
    </message>
</context>
<context>
    <name>LabelRows</name>
    <message>
        <source>Add a label</source>
        <translation>添加标签</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>hard</source>
        <translation>难</translation>
    </message>
    <message>
        <source>good</source>
        <translation>好</translation>
    </message>
    <message>
        <source>Squares go from hard days to good days</source>
        <translation>方格从难的日子排到好日子</translation>
    </message>
</context>
<context>
    <name>LessonCard</name>
    <message>
        <source>What your corrections have taught the judge</source>
        <translation>你的纠正教会了判断者什么</translation>
    </message>
    <message>
        <source>Without them</source>
        <translation>没有纠正时</translation>
    </message>
    <message>
        <source>With them</source>
        <translation>有纠正时</translation>
    </message>
    <message>
        <source>Each correction is checked by a judge that has learnt from the others alone.</source>
        <translation>检查每一条纠正时，用的是只学过其余纠正的判断者。</translation>
    </message>
    <message>
        <source>Forget my corrections…</source>
        <translation>忘掉我的纠正…</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>正在测量…</translation>
    </message>
    <message>
        <source>Nothing yet. Where a verdict is wrong, click it below your message and say what is right: the judge learns from it.</source>
        <translation>还没有。判断错了的时候，点消息下面的判断，告诉它什么才对，它会从中学习。</translation>
    </message>
    <message numerus="yes">
        <source>%n correction(s) in use.</source>
        <translation>
            <numerusform>正在使用 %n 条纠正。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them say(s) that a message is calm.</source>
        <translation>
            <numerusform>其中 %n 条说的是“平静”。</numerusform>
        </translation>
    </message>
    <message>
        <source>Judged as you say:</source>
        <translation>判断与你一致的有：</translation>
    </message>
    <message>
        <source>{right} of {all} ({percent}%)</source>
        <translation>{all} 条中 {right} 条（{percent}%）</translation>
    </message>
    <message numerus="yes">
        <source>Forget %n correction(s)? The judge then judges as it came. This can&apos;t be undone.</source>
        <translation>
            <numerusform>忘掉 %n 条纠正吗？之后判断者会和最初一样。这一步无法撤销。</numerusform>
        </translation>
    </message>
    <message>
        <source>Forget them</source>
        <translation>忘掉</translation>
    </message>
    <message>
        <source>Keep them</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>LicenceView</name>
    <message>
        <source>Read the licence</source>
        <translation>阅读许可</translation>
    </message>
    <message>
        <source>Text of the licence</source>
        <translation>许可全文</translation>
    </message>
    <message>
        <source>Licence: {licence}</source>
        <translation>许可：{licence}</translation>
    </message>
    <message>
        <source>Licence: see {repo}; this program does not know it.</source>
        <translation>许可：请看 {repo}，本程序不知道。</translation>
    </message>
    <message>
        <source>I accept the {licence}</source>
        <translation>我接受 {licence}</translation>
    </message>
    <message>
        <source>Hide the licence</source>
        <translation>收起许可</translation>
    </message>
</context>
<context>
    <name>LinkQuestion</name>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Write to this address?</source>
        <translation>要给这个地址写信吗？</translation>
    </message>
    <message>
        <source>Open this page?</source>
        <translation>要打开这个网页吗？</translation>
    </message>
    <message>
        <source>No program on this computer opens this address.</source>
        <translation>这台电脑上没有程序能打开这个地址。</translation>
    </message>
</context>
<context>
    <name>LiveMood</name>
    <message>
        <source>mood appears as you type</source>
        <translation>边写边看心情</translation>
    </message>
    <message>
        <source>{mood} so far</source>
        <translation>暂时：{mood}</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>This conversation is not there any more.</source>
        <translation>这个对话已经不在了。</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
</context>
<context>
    <name>Message</name>
    <message>
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
</context>
<context>
    <name>MessageActions</name>
    <message>
        <source>Version before this one</source>
        <translation>上一个版本</translation>
    </message>
    <message>
        <source>Version after this one</source>
        <translation>下一个版本</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Edit and send again</source>
        <translation>编辑后重新发送</translation>
    </message>
    <message>
        <source>Answer anew</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>Continue this reply</source>
        <translation>接着写完这条回复</translation>
    </message>
    <message>
        <source>Quote</source>
        <translation>引用</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Version {number} of {count}</source>
        <translation>第 {number} 个版本，共 {count} 个</translation>
    </message>
</context>
<context>
    <name>MessageEditor</name>
    <message>
        <source>Edit the message</source>
        <translation>编辑这条消息</translation>
    </message>
    <message>
        <source>Save and send</source>
        <translation>保存并发送</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>This text is too long to be edited. Send it as a new message.</source>
        <translation>这段文字太长，无法在这里编辑。请作为新消息发送。</translation>
    </message>
</context>
<context>
    <name>MessageFooter</name>
    <message>
        <source>Just for me</source>
        <translation>写给自己</translation>
    </message>
    <message>
        <source>Getting to know this model…</source>
        <translation>正在熟悉这个模型…</translation>
    </message>
    <message>
        <source>Judging…</source>
        <translation>正在判断…</translation>
    </message>
    <message>
        <source>Waiting its turn</source>
        <translation>排队中</translation>
    </message>
    <message>
        <source>Waiting for a model</source>
        <translation>有了模型就回答</translation>
    </message>
</context>
<context>
    <name>MessageMenu</name>
    <message>
        <source>Links</source>
        <translation>链接</translation>
    </message>
    <message>
        <source>Take my correction back</source>
        <translation>撤回我的更正</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>为什么？</translation>
    </message>
</context>
<context>
    <name>MessageWidget</name>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Mood</source>
        <translation>心情</translation>
    </message>
    <message>
        <source>Part {number} of {count}</source>
        <translation>第 {number} 部分，共 {count} 部分</translation>
    </message>
    <message>
        <source>Show the next</source>
        <translation>看下一部分</translation>
    </message>
    <message>
        <source>Back to the first</source>
        <translation>回到第一部分</translation>
    </message>
    <message>
        <source>The model no longer sees what is above</source>
        <translation>再往上的内容，模型已经看不到了</translation>
    </message>
    <message>
        <source>This answers the mood before your correction.</source>
        <translation>这条回复是按更正之前的心情说的。</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Answer anew</source>
        <translation>重新回答</translation>
    </message>
    <message>
        <source>just for me</source>
        <translation>写给自己</translation>
    </message>
    <message>
        <source>selected</source>
        <translation>已选中</translation>
    </message>
</context>
<context>
    <name>ModelPicker</name>
    <message>
        <source>owner/name or owner/name@revision</source>
        <translation>owner/name 或 owner/name@revision</translation>
    </message>
    <message>
        <source>Name of another model</source>
        <translation>其他模型的名字</translation>
    </message>
    <message>
        <source>Take this model</source>
        <translation>选这个模型</translation>
    </message>
</context>
<context>
    <name>ModelRow</name>
    <message>
        <source>Verifying the files</source>
        <translation>校验文件</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>使用</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>修复</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>校验</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>used where it is</source>
        <translation>在原处使用</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>It is here now. “Use” lets it answer from now on.</source>
        <translation>模型已经准备好了。点“使用”，以后就由它回答。</translation>
    </message>
    <message>
        <source>Stopped before every file was checked.</source>
        <translation>已停止，还有文件没校验。</translation>
    </message>
    <message>
        <source>Damaged: {files}</source>
        <translation>已损坏：{files}</translation>
    </message>
    <message>
        <source>Every file is what it should be.</source>
        <translation>每个文件都完好。</translation>
    </message>
    <message>
        <source>Forget {title}? Its files stay where they are.</source>
        <translation>不再使用 {title} 吗？它的文件会留在原处。</translation>
    </message>
    <message>
        <source>Delete {title} from this computer? {size} become free.</source>
        <translation>从这台电脑删除 {title} 吗？会腾出 {size}。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>ModelsController</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
</context>
<context>
    <name>ModelsFolderView</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Use the usual one</source>
        <translation>用默认的</translation>
    </message>
    <message>
        <source>Where models lie</source>
        <translation>模型放在哪里</translation>
    </message>
    <message>
        <source>{folder} can&apos;t be read. Nothing was changed.</source>
        <translation>无法读取 {folder}，没有做任何改动。</translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message>
        <source>Get another model</source>
        <translation>获取其他模型</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>返回对话</translation>
    </message>
    <message numerus="yes">
        <source>%n model(s) on this computer</source>
        <translation>
            <numerusform>这台电脑上有 %n 个模型</numerusform>
        </translation>
    </message>
    <message>
        <source>{count}, {size} together; {free} are free</source>
        <translation>{count}，共 {size}；剩余空间 {free}</translation>
    </message>
    <message>
        <source>No model on this computer yet.</source>
        <translation>这台电脑上还没有模型。</translation>
    </message>
</context>
<context>
    <name>Mood</name>
    <message>
        <source>positive</source>
        <translation>正面</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>负面</translation>
    </message>
    <message>
        <source>neither good nor bad</source>
        <translation>不好不坏</translation>
    </message>
    <message>
        <source>calm</source>
        <translation>平静</translation>
    </message>
    <message>
        <source>hard to tell</source>
        <translation>听不太出来</translation>
    </message>
    <message>
        <source>LLM sentiment: {word}</source>
        <translation>LLM 情感判断: {word}</translation>
    </message>
    <message>
        <source>{percent} sure</source>
        <translation>把握 {percent}</translation>
    </message>
    <message>
        <source>{verdict}, {certainty}</source>
        <translation>{verdict}，{certainty}</translation>
    </message>
    <message>
        <source>{line}, so far</source>
        <translation>{line}（暂时）</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
    <message>
        <source>{minutes} min ago</source>
        <translation>{minutes} 分钟前</translation>
    </message>
    <message>
        <source>you said so</source>
        <translation>你说的</translation>
    </message>
</context>
<context>
    <name>MoodIndicator</name>
    <message>
        <source>LLM sentiment: judging…</source>
        <translation>LLM 情感判断: 判断中…</translation>
    </message>
    <message>
        <source>LLM sentiment</source>
        <translation>LLM 情感判断</translation>
    </message>
    <message>
        <source>one moment</source>
        <translation>稍等</translation>
    </message>
    <message>
        <source>judges your next message</source>
        <translation>等你的下一句话</translation>
    </message>
    <message>
        <source>so far</source>
        <translation>暂时</translation>
    </message>
</context>
<context>
    <name>NoteRow</name>
    <message>
        <source>A line just for me…</source>
        <translation>只写给自己的一句…</translation>
    </message>
    <message>
        <source>A line just for me; nobody answers it</source>
        <translation>只写给自己的一句，不会有人回复</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>留下</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>Just for me</source>
        <translation>写给自己</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>NumberRow</name>
    <message>
        <source>Less: {title}</source>
        <translation>调小：{title}</translation>
    </message>
    <message>
        <source>More: {title}</source>
        <translation>调大：{title}</translation>
    </message>
</context>
<context>
    <name>NumberTile</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n 天</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PageFactory</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Mood journal</source>
        <translation>心情日记</translation>
    </message>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>ProgressView</name>
    <message>
        <source>Download</source>
        <translation>下载</translation>
    </message>
    <message>
        <source>Another source</source>
        <translation>换一个来源</translation>
    </message>
    <message>
        <source>Cancel…</source>
        <translation>取消…</translation>
    </message>
    <message>
        <source>{duration} left</source>
        <translation>还需{duration}</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Use this model</source>
        <translation>使用这个模型</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Stop the download? {size} are here already.</source>
        <translation>要停止下载吗？已经下载了 {size}。</translation>
    </message>
    <message>
        <source>Stop and keep them</source>
        <translation>停止，保留已下载的</translation>
    </message>
    <message>
        <source>Stop and delete them</source>
        <translation>停止，删除已下载的</translation>
    </message>
    <message>
        <source>Go on downloading</source>
        <translation>继续下载</translation>
    </message>
</context>
<context>
    <name>ProxyField</name>
    <message>
        <source>Proxy. Empty: what the system and the environment say.</source>
        <translation>代理。留空则使用系统和环境变量的设置。</translation>
    </message>
    <message>
        <source>Address of the proxy</source>
        <translation>代理地址</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Ask all sources through this proxy</source>
        <translation>通过这个代理询问所有来源</translation>
    </message>
    <message>
        <source>Type an address such as http://127.0.0.1:7890.</source>
        <translation>请输入像 http://127.0.0.1:7890 这样的地址。</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>正在询问…</translation>
    </message>
</context>
<context>
    <name>Reply</name>
    <message>
        <source>The reply reached its length limit.</source>
        <translation>回复到了长度上限。</translation>
    </message>
    <message>
        <source>Stopped. What was said so far is kept.</source>
        <translation>已停止，说过的内容都保留着。</translation>
    </message>
    <message>
        <source>Stopped before the reply began.</source>
        <translation>还没开始回复就停止了。</translation>
    </message>
    <message>
        <source>Interrupted: the program ended in the middle of this reply.</source>
        <translation>已中断：写到一半时程序结束了。</translation>
    </message>
    <message>
        <source>This reply failed. Send the message again.</source>
        <translation>这条回复失败了，请再发一次。</translation>
    </message>
</context>
<context>
    <name>RoleForm</name>
    <message>
        <source>This scene speaks Chinese</source>
        <translation>这个场景会说中文</translation>
    </message>
    <message>
        <source>This scene speaks English</source>
        <translation>这个场景会说英文</translation>
    </message>
    <message>
        <source>A space stands before every word</source>
        <translation>每个词前面加一个空格</translation>
    </message>
    <message>
        <source>Examples of “{label}”</source>
        <translation>“{label}”的例句</translation>
    </message>
    <message>
        <source>How to answer when it is “{label}”</source>
        <translation>“{label}”时怎样回答</translation>
    </message>
    <message>
        <source>A reply to “{label}” begins with</source>
        <translation>回应“{label}”时，开头说</translation>
    </message>
    <message>
        <source>… and ends with</source>
        <translation>……结尾说</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>例句</translation>
    </message>
    <message>
        <source>A few sentences for each label, one a line, as many for one as for another. The judge is tuned and tested on them: 16 or more of each work best.</source>
        <translation>每个标签写几句话，一行一句，各标签句数相同。判断员靠这些例句校准和自测，每个标签 16 句以上效果最好。</translation>
    </message>
    <message>
        <source>Cues</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>A short word to the assistant on how to speak. It gets none when the judge is unsure. A field that is empty gives none.</source>
        <translation>用一句话告诉助手怎样说话。判断员拿不准时不给提示；留空也不给。</translation>
    </message>
    <message>
        <source>First words</source>
        <translation>开头的话</translation>
    </message>
    <message>
        <source>Where a feeling is strong and nothing is asked, a reply begins with one of these and the model goes on from there. One a line; none in the field, none in the reply.</source>
        <translation>情绪强烈又没有提问时，回复用其中一句开头，模型接着往下说。每行一句；留空就不加。</translation>
    </message>
    <message>
        <source>Last words</source>
        <translation>结尾的话</translation>
    </message>
    <message>
        <source>Such a reply is one sentence; where it asks nothing, one of these follows.</source>
        <translation>这样的回复只有一句；如果没有问什么，就再接上其中一句。</translation>
    </message>
    <message>
        <source>Judge</source>
        <translation>判断员</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
    <message>
        <source>What the judge is told</source>
        <translation>给判断员的说明</translation>
    </message>
    <message>
        <source>Its system prompt. Say what to tell apart.</source>
        <translation>它的系统提示词。说清楚要区分什么。</translation>
    </message>
    <message>
        <source>How its answer begins</source>
        <translation>回答的开头</translation>
    </message>
    <message>
        <source>A word from the sets below follows. Another line is another question.</source>
        <translation>后面接下面词组里的一个词。多写一行就多问一次。</translation>
    </message>
    <message>
        <source>Word sets</source>
        <translation>词组</translation>
    </message>
    <message>
        <source>One set a line: a word for each label, in their order, with / between.</source>
        <translation>一行一组：按标签的顺序，每个标签一个词，用 / 隔开。</translation>
    </message>
    <message>
        <source>What the assistant is told</source>
        <translation>给助手的说明</translation>
    </message>
    <message>
        <source>Its system prompt: who it is and how it speaks.</source>
        <translation>它的系统提示词：它是谁，怎样说话。</translation>
    </message>
    <message>
        <source>Greeting</source>
        <translation>问候语</translation>
    </message>
    <message>
        <source>Shown in an empty conversation.</source>
        <translation>显示在空白对话里。</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>可以说的话</translation>
    </message>
    <message>
        <source>Things to say, one a line; three fit best.</source>
        <translation>供点击的话，一行一句，三句最合适。</translation>
    </message>
</context>
<context>
    <name>SavingGuard</name>
    <message>
        <source>What was said last could not be saved. It is lost when the window is closed now.</source>
        <translation>最后说的话没能保存。现在关窗，它就没有了。</translation>
    </message>
    <message>
        <source>Close all the same</source>
        <translation>仍然关闭</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留下</translation>
    </message>
    <message>
        <source>The chats are saved again.</source>
        <translation>对话又能保存了。</translation>
    </message>
</context>
<context>
    <name>SceneEditor</name>
    <message>
        <source>Make a copy</source>
        <translation>复制一份</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>放弃修改</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>返回对话</translation>
    </message>
    <message numerus="yes">
        <source>%n scene(s) have changes that are not saved.</source>
        <translation>
            <numerusform>有 %n 个场景的修改还没有保存。</numerusform>
        </translation>
    </message>
    <message>
        <source>Stay here</source>
        <translation>留在这里</translation>
    </message>
    <message>
        <source>Ships with the program. What you change is your copy.</source>
        <translation>随程序附带。你的修改会另存为你自己的版本。</translation>
    </message>
    <message>
        <source>Ships with the program, changed by you.</source>
        <translation>随程序附带，你已修改过。</translation>
    </message>
    <message>
        <source>Your own scene.</source>
        <translation>你自己的场景。</translation>
    </message>
    <message>
        <source>Back to the original</source>
        <translation>恢复原样</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>已保存。</translation>
    </message>
    <message>
        <source>Give up your version of {name}?</source>
        <translation>放弃你改过的“{name}”，恢复原样？</translation>
    </message>
    <message>
        <source>Delete the scene {name} from this computer?</source>
        <translation>从这台电脑上删除场景“{name}”？</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Keep it</source>
        <translation>留下</translation>
    </message>
    <message>
        <source>Import a scene</source>
        <translation>导入场景</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>两个都保留</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>There is a scene with the id {id} already: {name}.</source>
        <translation>已经有标识为 {id} 的场景：{name}。</translation>
    </message>
    <message>
        <source>Export the scene</source>
        <translation>导出场景</translation>
    </message>
    <message>
        <source>Exported to {path}</source>
        <translation>已导出到 {path}</translation>
    </message>
    <message>
        <source>Scenes (*.toml)</source>
        <translation>场景 (*.toml)</translation>
    </message>
</context>
<context>
    <name>SceneForm</name>
    <message>
        <source>Name in Chinese</source>
        <translation>中文名称</translation>
    </message>
    <message>
        <source>Name in English</source>
        <translation>英文名称</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>What the judge tells apart, one to six: emoji, words, id and colour.</source>
        <translation>判断员要区分的几种情况，一到六个：表情、名称、标识和颜色。</translation>
    </message>
    <message>
        <source>This field</source>
        <translation>这一项</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>English</source>
        <translation>英文</translation>
    </message>
</context>
<context>
    <name>SceneList</name>
    <message>
        <source>Scenes</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>{name}
not saved</source>
        <translation>{name}
未保存</translation>
    </message>
</context>
<context>
    <name>ScenePicker</name>
    <message>
        <source>Scene of this conversation</source>
        <translation>这段对话的场景</translation>
    </message>
    <message>
        <source>Edit scenes…</source>
        <translation>编辑场景…</translation>
    </message>
    <message>
        <source>Scene: {name}</source>
        <translation>场景：{name}</translation>
    </message>
    <message>
        <source>{scene}. Choose another one</source>
        <translation>{scene}。点击更换</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search chats and messages</source>
        <translation>搜索对话和消息</translation>
    </message>
    <message>
        <source>Search chats and messages (Ctrl+F)</source>
        <translation>搜索对话和消息（Ctrl+F）</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>清除搜索</translation>
    </message>
</context>
<context>
    <name>SearchModel</name>
    <message>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>{heading} · the newest {count}</source>
        <translation>{heading} · 最新的 {count} 条</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
</context>
<context>
    <name>SearchResults</name>
    <message>
        <source>Search results</source>
        <translation>搜索结果</translation>
    </message>
    <message>
        <source>Nothing found for “{words}”. A shorter word may find more.</source>
        <translation>没有找到“{words}”。换个短一点的词试试。</translation>
    </message>
</context>
<context>
    <name>Section</name>
    <message>
        <source>Reset</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <source>Reset: {section}</source>
        <translation>恢复默认：{section}</translation>
    </message>
    <message>
        <source>Give this section its defaults</source>
        <translation>把这一部分恢复为默认值</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Choose model…</source>
        <translation>选择模型…</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>词元</translation>
    </message>
    <message>
        <source>model&apos;s own</source>
        <translation>模型默认</translation>
    </message>
    <message>
        <source>Context length</source>
        <translation>上下文长度</translation>
    </message>
    <message>
        <source>What the model sees at once, prompt and reply together. More needs memory.</source>
        <translation>模型一次能看到的长度，提示和回复加在一起。越长越占内存。</translation>
    </message>
    <message>
        <source>Reply length</source>
        <translation>回复长度</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top p</source>
        <translation>Top p</translation>
    </message>
    <message>
        <source>Only the likeliest words are drawn from, up to this share of all chances.</source>
        <translation>只在最可能的词里选，直到它们的概率合计达到这个比例。</translation>
    </message>
    <message>
        <source>Repetition penalty</source>
        <translation>重复惩罚</translation>
    </message>
    <message>
        <source>Above 1, words that were just said come back less readily.</source>
        <translation>大于 1 时，刚说过的词不容易再出现。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>With a number, the same words in the same chat get the same reply.</source>
        <translation>填了数字，同样的对话里同样的话会得到同样的回复。</translation>
    </message>
    <message>
        <source>random</source>
        <translation>随机</translation>
    </message>
    <message>
        <source>None is loaded right now.</source>
        <translation>现在没有载入模型。</translation>
    </message>
    <message>
        <source>Judging and replies</source>
        <translation>判断与回复</translation>
    </message>
    <message>
        <source>Judge while I type</source>
        <translation>边写边判断</translation>
    </message>
    <message>
        <source>The mood shows before you send, and the reply begins sooner.</source>
        <translation>发送前就能看到心情，回复也开始得更快。</translation>
    </message>
    <message>
        <source>Let the mood steer the reply</source>
        <translation>让心情影响回复</translation>
    </message>
    <message>
        <source>The longest that you may ask for, such as a letter; a reply that reaches it stops there, and you can let it go on.</source>
        <translation>比如让它写封信，最长能写多少。写到这里会停下，你可以让它接着写。</translation>
    </message>
    <message>
        <source>Low is steady, high is varied. 0 always takes the likeliest word. Another reply to the same message is varied in any case.</source>
        <translation>低则稳定，高则多变；0 总是选最可能的词。对同一句话再答一次时，总会有变化。</translation>
    </message>
    <message>
        <source>0, steady</source>
        <translation>0，稳定</translation>
    </message>
    <message>
        <source>A reply begins in the words, and is given in the manner, that the scene has for this mood.</source>
        <translation>按场景里为这种心情准备的话开头，用相应的语气回复。</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>The scene being played</source>
        <translation>当前场景</translation>
    </message>
    <message>
        <source>Edit scenes…</source>
        <translation>编辑场景…</translation>
    </message>
    <message>
        <source>What the judge is told</source>
        <translation>给判断员的说明</translation>
    </message>
    <message>
        <source>What the assistant is told</source>
        <translation>给助手的说明</translation>
    </message>
    <message>
        <source>Computing</source>
        <translation>计算</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>0: one for each core. The model loads again after a change.</source>
        <translation>0 表示每个核心一个。改动后会重新载入模型。</translation>
    </message>
    <message>
        <source>Weights in memory</source>
        <translation>内存中的权重</translation>
    </message>
    <message>
        <source>Arithmetic is FP32 either way. The model loads again after a change.</source>
        <translation>无论哪种，运算都是 FP32。改动后会重新载入模型。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>16 bits, exact</source>
        <translation>16 位（无损）</translation>
    </message>
    <message>
        <source>FP32</source>
        <translation>FP32</translation>
    </message>
    <message>
        <source>Rest after</source>
        <translation>闲置休息</translation>
    </message>
    <message>
        <source>Unused for so long, the model gives its memory back. 0: never.</source>
        <translation>闲置这么久后，模型会释放内存。0 表示从不。</translation>
    </message>
    <message>
        <source>min</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>文字大小</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>What sends a message</source>
        <translation>用什么键发送</translation>
    </message>
    <message>
        <source>The other one begins a new line, and so does Shift+Enter.</source>
        <translation>另一个用来换行，Shift+Enter 也可以换行。</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Tell me when a long reply is finished</source>
        <translation>较长的回复完成时通知我</translation>
    </message>
    <message>
        <source>Only while another window is in front.</source>
        <translation>只在你正看着别的窗口时通知。</translation>
    </message>
    <message>
        <source>Icon in the tray</source>
        <translation>托盘图标</translation>
    </message>
    <message>
        <source>Closing the window then keeps the program there, with the model at hand.</source>
        <translation>关闭窗口后程序留在托盘里，模型随时可用。</translation>
    </message>
    <message>
        <source>This desktop has no tray.</source>
        <translation>这个桌面没有托盘。</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>The network is used to fetch models when you ask, and for nothing else.</source>
        <translation>只有在你要求下载模型时才会联网，别无他用。</translation>
    </message>
    <message>
        <source>Where models come from</source>
        <translation>模型从哪里下载</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>数据文件夹</translation>
    </message>
    <message>
        <source>Chats, journal, scenes, settings and the log. Nothing lies anywhere else.</source>
        <translation>对话、日记、场景、设置和日志都在这里，别处什么也没有。</translation>
    </message>
    <message>
        <source>Models folder</source>
        <translation>模型文件夹</translation>
    </message>
    <message>
        <source>Models in the old folder stay there. The model loads again after a change.</source>
        <translation>旧文件夹里的模型会留在原处。改动后会重新载入模型。</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Reset everything…</source>
        <translation>全部恢复默认…</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>返回对话</translation>
    </message>
    <message>
        <source>Give every setting its default? Chats, corrections and models stay, and the model that you chose.</source>
        <translation>把所有设置恢复为默认值吗？对话、纠正和模型都会保留，你选的模型也不变。</translation>
    </message>
    <message>
        <source>Reset everything</source>
        <translation>全部恢复</translation>
    </message>
    <message>
        <source>Keep my settings</source>
        <translation>保留我的设置</translation>
    </message>
</context>
<context>
    <name>Shortcuts</name>
    <message>
        <source>Chats</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Search all chats</source>
        <translation>搜索所有对话</translation>
    </message>
    <message>
        <source>Chat above</source>
        <translation>上一个对话</translation>
    </message>
    <message>
        <source>Chat below</source>
        <translation>下一个对话</translation>
    </message>
    <message>
        <source>Rename this chat</source>
        <translation>重命名当前对话</translation>
    </message>
    <message>
        <source>Export this chat</source>
        <translation>导出当前对话</translation>
    </message>
    <message>
        <source>Writing</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Go to the message field</source>
        <translation>跳到输入框</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>New line</source>
        <translation>换行</translation>
    </message>
    <message>
        <source>Keep it just for me</source>
        <translation>写给自己</translation>
    </message>
    <message>
        <source>Add text files</source>
        <translation>添加文本文件</translation>
    </message>
    <message>
        <source>Stop the reply, or go back</source>
        <translation>停止回复，或返回</translation>
    </message>
    <message>
        <source>Another reply</source>
        <translation>换一个回复</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Show or hide the sidebar</source>
        <translation>显示或隐藏侧栏</translation>
    </message>
    <message>
        <source>Mood journal</source>
        <translation>心情日记</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大文字</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>缩小文字</translation>
    </message>
    <message>
        <source>Usual text size</source>
        <translation>恢复文字大小</translation>
    </message>
    <message>
        <source>These shortcuts</source>
        <translation>快捷键一览</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>ShortcutsPage</name>
    <message>
        <source>Back to the chat</source>
        <translation>返回对话</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>New chat (Ctrl+N)</source>
        <translation>新对话（Ctrl+N）</translation>
    </message>
    <message>
        <source>Mood journal</source>
        <translation>心情日记</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Archived chats</source>
        <translation>已归档的对话</translation>
    </message>
    <message>
        <source>Trash</source>
        <translation>回收站</translation>
    </message>
    <message>
        <source>Import chats…</source>
        <translation>导入对话…</translation>
    </message>
    <message>
        <source>Export all chats…</source>
        <translation>导出所有对话…</translation>
    </message>
    <message>
        <source>Shortcuts</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Diagnostics</source>
        <translation>诊断</translation>
    </message>
    <message>
        <source>About</source>
        <translation>关于</translation>
    </message>
</context>
<context>
    <name>SourcePicker</name>
    <message>
        <source>The quickest one (automatic)</source>
        <translation>最快的一个（自动）</translation>
    </message>
    <message>
        <source>Address of another server</source>
        <translation>其他服务器的地址</translation>
    </message>
    <message>
        <source>Use this server</source>
        <translation>用这个服务器</translation>
    </message>
    <message>
        <source>Type an address such as https://example.org.</source>
        <translation>请输入像 https://example.org 这样的地址。</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Reading the model</source>
        <translation>正在读取模型</translation>
    </message>
    <message>
        <source>Tuning the judge</source>
        <translation>正在校准情感判断</translation>
    </message>
    <message>
        <source>Starting the engine</source>
        <translation>正在启动引擎</translation>
    </message>
    <message>
        <source>16 bit, exact</source>
        <translation>16 位（无损）</translation>
    </message>
    <message>
        <source>FP32 arithmetic on weights that 16 bits hold without loss</source>
        <translation>权重以 16 位无损存放，以 FP32 运算</translation>
    </message>
    <message>
        <source>FP32 arithmetic on FP32 weights</source>
        <translation>权重和运算均为 FP32</translation>
    </message>
    <message>
        <source>This starter model knows English only.</source>
        <translation>这个入门模型只懂英文。</translation>
    </message>
    <message>
        <source>This model knows Chinese only.</source>
        <translation>这个模型只懂中文。</translation>
    </message>
</context>
<context>
    <name>StatusCard</name>
    <message>
        <source>Loading the model</source>
        <translation>正在载入模型</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The models on this computer</source>
        <translation>这台电脑上的模型</translation>
    </message>
    <message>
        <source>Ready · fully offline</source>
        <translation>已就绪 · 完全离线</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>已就绪</translation>
    </message>
    <message>
        <source>Judging…</source>
        <translation>正在判断…</translation>
    </message>
    <message>
        <source>Answering…</source>
        <translation>正在回复…</translation>
    </message>
    <message>
        <source>Resting · memory freed</source>
        <translation>休息中 · 内存已归还</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>还没有模型</translation>
    </message>
    <message>
        <source>The model is not loaded</source>
        <translation>模型未载入</translation>
    </message>
</context>
<context>
    <name>SystemReport</name>
    <message>
        <source>Program</source>
        <translation>程序</translation>
    </message>
    <message>
        <source>This computer</source>
        <translation>这台电脑</translation>
    </message>
    <message>
        <source>Arithmetic</source>
        <translation>运算</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Judge</source>
        <translation>判断员</translation>
    </message>
    <message>
        <source>Settings that you changed</source>
        <translation>你改过的设置</translation>
    </message>
    <message>
        <source>Network, for downloads only</source>
        <translation>网络（只用于下载）</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>屏幕</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>System</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>处理器</translation>
    </message>
    <message>
        <source>Cores</source>
        <translation>核心数</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Free memory</source>
        <translation>可用内存</translation>
    </message>
    <message>
        <source>Instructions used</source>
        <translation>使用的指令集</translation>
    </message>
    <message>
        <source>Threads</source>
        <translation>线程数</translation>
    </message>
    <message>
        <source>Weights in memory</source>
        <translation>内存中的权重</translation>
    </message>
    <message>
        <source>Kernels</source>
        <translation>运算内核</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Languages</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <source>Offline only</source>
        <translation>仅离线</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>下载来源</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Window system</source>
        <translation>窗口系统</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>显示器</translation>
    </message>
    <message>
        <source>Data folder</source>
        <translation>数据文件夹</translation>
    </message>
    <message>
        <source>Can be written</source>
        <translation>可写入</translation>
    </message>
    <message>
        <source>Free space</source>
        <translation>剩余空间</translation>
    </message>
    <message>
        <source>automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>未知</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>native</source>
        <translation>系统自带</translation>
    </message>
    <message>
        <source>16 bit, exact</source>
        <translation>16 位（无损）</translation>
    </message>
    <message>
        <source>the program&apos;s own</source>
        <translation>程序自带</translation>
    </message>
    <message>
        <source>PyTorch&apos;s, slower</source>
        <translation>PyTorch（较慢）</translation>
    </message>
    <message>
        <source>missing</source>
        <translation>缺失</translation>
    </message>
    <message>
        <source>not measured yet</source>
        <translation>还没有测量</translation>
    </message>
    <message>
        <source>works (AUC {auc})</source>
        <translation>正常（AUC {auc}）</translation>
    </message>
    <message>
        <source>hardly works (AUC {auc})</source>
        <translation>几乎不起作用（AUC {auc}）</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <source>no</source>
        <translation>否</translation>
    </message>
</context>
<context>
    <name>ThoughtFold</name>
    <message>
        <source>The model thought before it answered.</source>
        <translation>模型先想了想才回答。</translation>
    </message>
    <message>
        <source>Hide the thought</source>
        <translation>收起思考</translation>
    </message>
    <message>
        <source>Show the thought</source>
        <translation>展开思考</translation>
    </message>
</context>
<context>
    <name>TrayPresence</name>
    <message>
        <source>The program stays here. To end it, choose Quit in this icon&apos;s menu.</source>
        <translation>程序留在这里。要结束它，请在这个图标的菜单里选“退出”。</translation>
    </message>
    <message>
        <source>The reply is ready.</source>
        <translation>回复好了。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
</context>
<context>
    <name>TrialCard</name>
    <message>
        <source>Try it on ten messages</source>
        <translation>用十条消息试一试</translation>
    </message>
    <message>
        <source>The scene is judged as it stands in the form, saved or not.</source>
        <translation>按表单里现在的内容判断，不管有没有保存。</translation>
    </message>
    <message>
        <source>Message {number}</source>
        <translation>第 {number} 条消息</translation>
    </message>
    <message>
        <source>Judge them</source>
        <translation>判断</translation>
    </message>
    <message>
        <source>Judging…</source>
        <translation>正在判断…</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>撤销（Ctrl+Z）</translation>
    </message>
</context>
<context>
    <name>WaitingDots</name>
    <message>
        <source>The reply is about to begin</source>
        <translation>马上开始回答</translation>
    </message>
</context>
<context>
    <name>WeeksLine</name>
    <message>
        <source>The mood of each week of {year}</source>
        <translation>{year} 年每一周的心情</translation>
    </message>
</context>
<context>
    <name>YearCard</name>
    <message>
        <source>Choose a day to read what was written on it.</source>
        <translation>点一天，看看那天写了什么。</translation>
    </message>
</context>
<context>
    <name>YearSquares</name>
    <message>
        <source>The days of {year}</source>
        <translation>{year} 年的每一天</translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n 条消息</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n 天</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_TrashTime</name>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <comment>in the trash</comment>
        <translation>
            <numerusform>还剩 %n 天</numerusform>
        </translation>
    </message>
</context>
</TS>
