<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
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
        <source>tokens a step, with drafts</source>
        <translation>每步词元数（含草稿）</translation>
    </message>
    <message>
        <source>memory at most, MiB</source>
        <translation>内存峰值，MiB</translation>
    </message>
    <message>
        <source>The memory reads {speed} GB/s: with these weights no program is faster than {ms} ms a token.</source>
        <translation>内存读取速度为 {speed} GB/s：用这些权重，任何程序都快不过每个词元 {ms} 毫秒。</translation>
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
        <source>{done} of {total}, about {left} left</source>
        <translation>{done} / {total}，大约还要 {left}</translation>
    </message>
</context>
<context>
    <name>Composer</name>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Say something…</source>
        <translation>说点什么…</translation>
    </message>
    <message>
        <source>Enter sends · Shift+Enter new line</source>
        <translation>Enter 发送 · Shift+Enter 换行</translation>
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
        <source>Send (Enter)</source>
        <translation>发送（Enter）</translation>
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
    <name>Facts</name>
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
        <source>Scene: {name}</source>
        <translation>场景：{name}</translation>
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
    <name>KnownError</name>
    <message>
        <source>No model is loaded.</source>
        <translation>还没有载入模型。</translation>
    </message>
    <message>
        <source>Load a model first.</source>
        <translation>请先载入一个模型。</translation>
    </message>
    <message>
        <source>There was not enough memory.</source>
        <translation>内存不够用了。</translation>
    </message>
    <message>
        <source>About {free:.0f} MiB are free right now.</source>
        <translation>现在大约还空着 {free:.0f} MiB。</translation>
    </message>
    <message>
        <source>Close other programs and try again.</source>
        <translation>请关掉一些别的程序，再试一次。</translation>
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
        <source>The file {path} can&apos;t be read.</source>
        <translation>无法读取文件 {path}。</translation>
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
        <source>Give a text file in UTF-8.</source>
        <translation>请换一个 UTF-8 编码的文本文件。</translation>
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
        <source>The scene file {place} can&apos;t be used: {key} {reason}.</source>
        <translation>场景文件 {place} 无法使用：{key} {reason}。</translation>
    </message>
    <message>
        <source>Correct the file; the other scenes still work.</source>
        <translation>请改正这个文件，其他场景不受影响。</translation>
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
        <source>Download or import the model again.</source>
        <translation>请重新下载或导入这个模型。</translation>
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
        <source>It says: {reason}</source>
        <translation>模板的说明：{reason}</translation>
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
        <source>The model can&apos;t be loaded.</source>
        <translation>模型无法载入。</translation>
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
        <source>{proxy} is not the address of a proxy.</source>
        <translation>{proxy} 不是代理地址。</translation>
    </message>
    <message>
        <source>Type an address such as http://127.0.0.1:7890, or leave it empty.</source>
        <translation>请填写类似 http://127.0.0.1:7890 的地址，或者留空。</translation>
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
        <source>The work on the models failed.</source>
        <translation>处理模型时出错了。</translation>
    </message>
    <message>
        <source>Try again. If that does not help, see the log.</source>
        <translation>请再试一次；还不行的话，请看日志。</translation>
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
        <source>Choose a JSON file that this program has exported.</source>
        <translation>请选择由本程序导出的 JSON 文件。</translation>
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
        <source>The message is very long: only its beginning and its end were read.</source>
        <translation>这条消息很长，只读了开头和结尾。</translation>
    </message>
    <message numerus="yes">
        <source>The conversation is longer than the model can hold: it no longer sees the oldest %n message(s).</source>
        <translation>
            <numerusform>对话超出了模型的上下文，最早的 %n 条消息它已经看不到了。</numerusform>
        </translation>
    </message>
    <message>
        <source>The reply failed.</source>
        <translation>回复失败。</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Say something more…</source>
        <translation>接着说点什么…</translation>
    </message>
    <message>
        <source>Say something…</source>
        <translation>说点什么…</translation>
    </message>
</context>
<context>
    <name>MessageText</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
</context>
<context>
    <name>MessageWidget</name>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
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
        <source>You</source>
        <translation>你</translation>
    </message>
    <message>
        <source>Assistant</source>
        <translation>助手</translation>
    </message>
</context>
<context>
    <name>ModelPages</name>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>欢迎</translation>
    </message>
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
        <translation>先不关</translation>
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
    <name>ModelsPage</name>
    <message>
        <source>Get another model</source>
        <translation>获取其他模型</translation>
    </message>
    <message>
        <source>Back to the chat</source>
        <translation>回到聊天</translation>
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
        <source>hard to say</source>
        <translation>说不准</translation>
    </message>
    <message>
        <source>LLM sentiment: {word}</source>
        <translation>LLM 情感判断: {word}</translation>
    </message>
    <message>
        <source>{emoji} {headline}, {percent} sure</source>
        <translation>{emoji} {headline}，把握 {percent}</translation>
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
        <source>nothing judged yet</source>
        <translation>还没有判断过</translation>
    </message>
    <message>
        <source>{percent} sure</source>
        <translation>把握 {percent}</translation>
    </message>
    <message>
        <source>so far</source>
        <translation>暂时</translation>
    </message>
</context>
<context>
    <name>Notice</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
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
        <source>The reply reached its length limit. Ask for more and it goes on.</source>
        <translation>回复到了长度上限。说“继续”就会接着往下说。</translation>
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
        <source>The program ended in the middle of this reply.</source>
        <translation>这条回复说到一半时，程序退出了。</translation>
    </message>
    <message>
        <source>This reply failed. Send the message again.</source>
        <translation>这条回复失败了，请再发一次。</translation>
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
        <source>Preparing the model, once</source>
        <translation>正在准备模型，只需一次</translation>
    </message>
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
    <name>WelcomePanel</name>
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
        <translation>回到聊天</translation>
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
        <source>none could be asked</source>
        <translation>没能询问任何来源</translation>
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
</TS>
