"""The language model on this CPU. torch and transformers; no Qt, no network."""
