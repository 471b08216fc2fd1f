"""JupyterLab as an analyst has it: in Chinese, on this machine alone, with a notebook to start from."""
