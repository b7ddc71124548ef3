# import of an empty string.
import ""
