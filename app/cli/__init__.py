"""What the commands of the command line do; `app/main.py` says which there are."""
