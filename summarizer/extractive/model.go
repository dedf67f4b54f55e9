package extractive

// TreeDepth is the depth of the model's trees: three questions, eight answers.
const TreeDepth = 3

const (
	innerNodes = 1<<TreeDepth - 1
	allNodes   = 2<<TreeDepth - 1
)

// Weights are all that training learns: a model for English, whose references are
// many, and one for all other languages, which rests on features without words.
type Weights struct {
	Version string // names the method of a summary
	English Model
	Others  Model
}

func (w *Weights) of(language string) *Model {
	if language == "en" {
		return &w.English
	}
	return &w.Others
}

// Model scores sentences: a sum of small regression trees (J. Friedman, "Greedy
// Function Approximation: A Gradient Boosting Machine", 2001), as training writes it.
type Model struct {
	Trees []Tree
	// Cues are stems that speak for a sentence (over 0) or against it, as Edmundson's
	// bonus and stigma words ("New Methods in Automatic Extracting", 1969), but learned.
	Cues map[string]float32
	// WordsPerPoint bounds a summary of three points and more, in words; 0: no bound.
	WordsPerPoint int
	// Worth is the score, as a probability, from which a sentence is worth its place.
	Worth float64
}

// Tree is a full binary tree in arrays: the children of node i are 2i+1 and 2i+2.
type Tree struct {
	Feature [innerNodes]int8
	Limit   [innerNodes]float32 // over it, go to the second child
	Value   [allNodes]float32   // what the sentences that come to a node gain on average
}

// Score is the model's score of a sentence: the log-odds that a good summary has it.
func (m *Model) Score(features []float32) float64 {
	var sum float64
	for i := range m.Trees {
		t := &m.Trees[i]
		n := 0
		for range TreeDepth {
			n = t.child(n, features)
		}
		sum += float64(t.Value[n])
	}
	return sum
}

func (t *Tree) child(n int, features []float32) int {
	if features[t.Feature[n]] > t.Limit[n] {
		return 2*n + 2
	}
	return 2*n + 1
}

// contributions tells what each feature brought to a sentence's score: along the path
// through every tree, the change that a question made goes to the feature asked for.
func (m *Model) contributions(v *vector) [featureCount]float64 {
	var by [featureCount]float64
	for i := range m.Trees {
		t := &m.Trees[i]
		for n := 0; n < innerNodes; {
			next := t.child(n, v[:])
			by[t.Feature[n]] += float64(t.Value[next] - t.Value[n])
			n = next
		}
	}
	return by
}
