<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB">
<context>
    <name>Attachments</name>
    <message numerus="yes">
        <source>At most %n file(s) go with one message.</source>
        <translation>
            <numerusform>At most %n file goes with one message.</numerusform>
            <numerusform>At most %n files go with one message.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>This text is too long: at most %n character(s) go with one message.</source>
        <translation>
            <numerusform>This text is too long: at most %n character goes with one message.</numerusform>
            <numerusform>This text is too long: at most %n characters go with one message.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatPage</name>
    <message numerus="yes">
        <source>The conversation is longer than the model can hold: it no longer sees the oldest %n message(s).</source>
        <translation>
            <numerusform>The conversation is longer than the model can hold: it no longer sees the oldest message.</numerusform>
            <numerusform>The conversation is longer than the model can hold: it no longer sees the oldest %n messages.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChatTransfer</name>
    <message numerus="yes">
        <source>%n chat(s) added.</source>
        <translation>
            <numerusform>%n chat added.</numerusform>
            <numerusform>%n chats added.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConversationPanel</name>
    <message numerus="yes">
        <source>Delete %n chat(s) for good?</source>
        <translation>
            <numerusform>Delete %n chat for good?</numerusform>
            <numerusform>Delete %n chats for good?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DiagnosticsPage</name>
    <message numerus="yes">
        <source>%n thing(s) to look at, marked below.</source>
        <translation>
            <numerusform>%n thing to look at, marked below.</numerusform>
            <numerusform>%n things to look at, marked below.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ForEachLabel</name>
    <message numerus="yes">
        <source>%n sentence(s)</source>
        <translation>
            <numerusform>%n sentence</numerusform>
            <numerusform>%n sentences</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HistoryCard</name>
    <message numerus="yes">
        <source>%n message(s) were judged when nobody asked yet whether a feeling is said at all. Your corrections stay.</source>
        <translation>
            <numerusform>%n message was judged when nobody asked yet whether a feeling is said at all. Your corrections stay.</numerusform>
            <numerusform>%n messages were judged when nobody asked yet whether a feeling is said at all. Your corrections stay.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LessonCard</name>
    <message numerus="yes">
        <source>%n correction(s) in use.</source>
        <translation>
            <numerusform>%n correction in use.</numerusform>
            <numerusform>%n corrections in use.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them say(s) that a message is calm.</source>
        <translation>
            <numerusform>%n of them says that a message is calm.</numerusform>
            <numerusform>%n of them say that a message is calm.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Forget %n correction(s)? The judge then judges as it came. This can&apos;t be undone.</source>
        <translation>
            <numerusform>Forget %n correction? The judge then judges as it came. This can&apos;t be undone.</numerusform>
            <numerusform>Forget %n corrections? The judge then judges as it came. This can&apos;t be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelsPage</name>
    <message numerus="yes">
        <source>%n model(s) on this computer</source>
        <translation>
            <numerusform>%n model on this computer</numerusform>
            <numerusform>%n models on this computer</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NumberTile</name>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SceneEditor</name>
    <message numerus="yes">
        <source>%n scene(s) have changes that are not saved.</source>
        <translation>
            <numerusform>%n scene has changes that are not saved.</numerusform>
            <numerusform>%n scenes have changes that are not saved.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_Counts</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>_TrashTime</name>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <comment>in the trash</comment>
        <translation>
            <numerusform>%n day left</numerusform>
            <numerusform>%n days left</numerusform>
        </translation>
    </message>
</context>
</TS>
