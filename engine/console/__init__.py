"""What a mix is: plain values, no numpy, no threads."""
