"""Stands in for OpenVINO 2021.4; see inference_engine."""
