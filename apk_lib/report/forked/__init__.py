"""Kernels forked from a process that has imported everything already, each as fresh as one started anew.

`kernel` is what runs in a kernel, forked or not; `zygote` the process they are forked from; `forking` asks it for them.
"""
