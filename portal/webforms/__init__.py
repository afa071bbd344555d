"""The web forms, one module a noun. Every message is ours, so that both languages have it."""
