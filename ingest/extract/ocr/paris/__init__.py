"""ParisaOCR's networks on ONNX Runtime: its line detector as it is, its recogniser from the weights."""
