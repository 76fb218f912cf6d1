import double_gpu

if double_gpu.KIND != "bindings":
    raise ModuleNotFoundError("No module named 'cuda.bindings'")
