"""A project in the browser of this machine: the dashboard for those who do not code, JupyterLab for those who do.

Both listen on 127.0.0.1 only and ask for a token; neither asks the network for anything.
"""
