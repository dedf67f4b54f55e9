package extractive

// Model scores sentences: a sum of small regression trees, as training writes it.
type Model struct {
	Version string
	Trees   []Tree
}

// Tree is a binary tree in an array: the children of node i are 2i+1 and 2i+2.
type Tree struct {
	Feature []int8    // per inner node; below 0: a leaf
	Limit   []float32 // go right when the feature is over it
	Value   []float32 // per node: what all that came here add on average
}

func (m *Model) score(v *vector) float64 {
	return float64(v[fPosition]) + float64(v[fCentroid]) + 0.2*float64(v[fOpens])
}
