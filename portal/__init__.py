"""The portal: what people and machines use to send, correct, sign and decide on returns."""
