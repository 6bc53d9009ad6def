"""Flask commands: parse words, call an action, print the result on stdout."""
