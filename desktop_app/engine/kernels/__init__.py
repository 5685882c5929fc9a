"""Matrix products and forward passes in C, over weights where the checkpoint has them."""
