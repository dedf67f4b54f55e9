package extractive

// classNamed is the class that a line of a language file gives its words.
func classNamed(key string) (class, bool) {
	switch key {
	case "stop":
		return stopword, true
	case "pronoun":
		return pronoun, true
	case "opener":
		return opener, true
	case "first":
		return firstPerson, true
	case "said":
		return speech, true
	case "time":
		return timeWord, true
	case "opinion":
		return opinion, true
	case "byline":
		return byline, true
	case "report":
		return report, true
	case "tail":
		return tailWord, true
	case "relative":
		return relative, true
	case "helper":
		return helper, true
	case "suspect":
		return suspect, true
	case "agent":
		return agentMark, true
	case "you":
		return addressee, true
	}
	return 0, false
}

// roleNamed is the role that a line of a language file gives its phrases.
func roleNamed(key string) (role, bool) {
	switch key {
	case "furniture":
		return furniture, true
	case "anywhere":
		return anywhere, true
	case "according":
		return according, true
	case "after":
		return after, true
	case "connective":
		return connective, true
	case "speaking":
		return speaking, true
	}
	return 0, false
}
