"""Stands in for the package tflite_runtime on a board with an Edge TPU; see interpreter.py."""
__version__ = "2.14.0"
