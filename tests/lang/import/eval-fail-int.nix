# import of an integer.
import 1
