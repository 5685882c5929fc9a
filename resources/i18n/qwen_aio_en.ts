<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB">
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>The conversation is longer than the model can hold: it no longer sees the oldest %n message(s).</source>
        <translation>
            <numerusform>The conversation is longer than the model can hold: it no longer sees the oldest message.</numerusform>
            <numerusform>The conversation is longer than the model can hold: it no longer sees the oldest %n messages.</numerusform>
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
</TS>
