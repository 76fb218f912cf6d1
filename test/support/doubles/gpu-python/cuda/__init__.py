"""Stands in for NVIDIA's cuda-python; see double_gpu.py."""
