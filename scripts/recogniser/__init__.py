"""Training the recogniser of printed lines further, and the lines that it is trained on."""
