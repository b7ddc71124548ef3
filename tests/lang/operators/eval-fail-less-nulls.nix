# null has no order.
null < null
