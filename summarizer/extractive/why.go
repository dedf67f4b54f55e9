package extractive

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"crier/summarizer"
)

// mostReasons is how many reasons a point gives.
const mostReasons = 3

// reasonOf is the code of the reason that a feature belongs to; "" for features that
// describe the text rather than the sentence.
func reasonOf(feature int) string {
	switch feature {
	case fPosition, fIndex, fRelative, fFitIndex, fPrevUnfit:
		return "place"
	case fOpens, fParagraph, fBlockLength:
		return "paragraph"
	case fTitle:
		return "title"
	case fFirst, fLead:
		return "lead"
	case fCentroid, fFrequency, fTop, fCoverage, fRankCoverage, fRankCentroid, fLater:
		return "central"
	case fNames, fNameWeight, fNewNames, fRankNames, fTopName:
		return "names"
	case fNumbers, fHasNumber, fTime:
		return "figures"
	case fNew, fPrevious, fNext, fNextLeans:
		return "news"
	case fSpeech, fReport, fQuoted:
		return "speech"
	case fWords, fLogWords, fRankWords, fCommas, fWordLength, fCuts:
		return "length"
	case fCue:
		return "cue"
	}
	return ""
}

// why tells what spoke for sentence i, strongest first.
func (d *document) why(i int, v *vector, m *Model) []summarizer.Reason {
	by := m.contributions(v)
	var reasons []summarizer.Reason
	var sum float64
	for f, share := range by {
		code := reasonOf(f)
		if code == "" {
			continue
		}
		at := slices.IndexFunc(reasons, func(r summarizer.Reason) bool { return r.Code == code })
		if at < 0 {
			at = len(reasons)
			reasons = append(reasons, summarizer.Reason{Code: code})
		}
		reasons[at].Weight += share
	}
	reasons = slices.DeleteFunc(reasons, func(r summarizer.Reason) bool { return r.Weight <= 0 })
	for _, r := range reasons {
		sum += r.Weight
	}
	slices.SortStableFunc(reasons, func(a, b summarizer.Reason) int { return cmp.Compare(b.Weight, a.Weight) })
	reasons = reasons[:min(len(reasons), mostReasons)]
	for k := range reasons {
		reasons[k].Weight /= sum
		reasons[k].Detail = d.detail(i, reasons[k].Code)
	}
	return reasons
}

// detail gives a reason's value in words of the text.
func (d *document) detail(i int, code string) string {
	switch code {
	case "place":
		return strconv.Itoa(i + 1)
	case "names":
		return d.pick(i, func(k int, t token) bool {
			return t.capital && k > 0 && d.classOf(t)&(stopword|timeWord) == 0
		})
	case "figures":
		return d.pick(i, func(_ int, t token) bool { return t.number || d.classOf(t)&timeWord != 0 })
	}
	return ""
}

// pick lists up to three words of a sentence, less its cuts; those that stand side by side
// are one ("Ana Ruiz").
func (d *document) pick(i int, keep func(int, token) bool) string {
	s := &d.sentences[i]
	var words []string
	last := -1
	for k, t := range d.tokensOf(s) {
		if !keep(k, t) || s.cutAt(t.start) {
			continue
		}
		w := d.body[t.start:t.end]
		if n := len(words); n > 0 && last == k-1 && d.joined(s.from+last) {
			words[n-1] += d.between(s.from+last) + w
		} else if !slices.Contains(words, w) {
			if len(words) == 3 {
				break
			}
			words = append(words, w)
		}
		last = k
	}
	return strings.Join(words, ", ")
}
