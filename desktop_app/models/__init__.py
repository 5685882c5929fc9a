"""Models on this disk and how they get there. huggingface_hub; no torch, no Qt."""
