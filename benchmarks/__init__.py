"""The class of 100 and the hall of 500: this server beside its peers, in one run."""
