"""From ink or picture to text: NumPy, OpenCV and LiteRT; never Qt, never a training framework."""
