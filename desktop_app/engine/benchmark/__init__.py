"""The speed check: this engine beside the plain stack, llama.cpp and what the memory allows.

    shapes.py       a model with the shape of a known one and random weights, written to a folder
    workload.py     the token ids that every contender is given
    contenders.py   this engine, transformers' generate, the memory's reading speed
    llama.py        llama.cpp, where llama_cpp is installed
    child.py        one process for each contender, asked over a pipe
    rounds.py       who is asked what, in turns, and the report

Each contender lives in a process of its own, because a peak of memory belongs to a process; only
one of them works at a time, in turns, so that a busy moment of the machine hits them all alike.
Import nothing here: the process that only asks must not load torch.
"""
