package syndication

import (
	"regexp"
	"strings"
)

// furniture are paragraphs that software puts behind every entry: no words of anybody's
// article. Yoast's are translated as its plugin for WordPress translates them.
var furniture = regexp.MustCompile(`(?i)^(?:` + strings.Join([]string{
	`the post .+ (?:appeared first on|first appeared on) .+`,
	`der beitrag .+ erschien zuerst auf .+`,
	`l[’']article .+ est apparu en premier sur .+`,
	`la entrada .+ (?:se publicó primero|aparece primero|apareció primero) en .+`,
	`l[’']articolo .+ (?:proviene da|sembra essere il primo su) .+`,
	`o post .+ apareceu primeiro em .+`,
	`het bericht .+ verscheen eerst op .+`,
	`artykuł .+ pochodzi z serwisu .+`,
	`inlägget .+ dök först upp på .+`,
	`innlegget .+ dukket først opp på .+`,
	`сообщение .+ появил\S+ сначала на .+`,
	`continue reading[^.!?]*`,
	`read more\W*`,
	`submitted by /u/\S+(?: to r/\S+)?(?: \[link\])?(?: \[comments\])?`,
	`(?:article|comments) url: \S+`, `points: \d+`, `# comments: \d+`, // hnrss.org
	`comments`,
}, "|") + `)$`)

const maxFurniture = 500 // bytes

// withoutFurniture drops what stands behind a text in every entry.
func withoutFurniture(text string) string {
	for text != "" {
		last := text[strings.LastIndexByte(text, '\n')+1:]
		if p := strings.TrimSpace(last); len(p) > maxFurniture || !furniture.MatchString(p) && !ofMedium(p) {
			return text
		}
		text = strings.TrimSpace(text[:len(text)-len(last)])
	}
	return ""
}

func ofMedium(paragraph string) bool {
	return strings.HasSuffix(paragraph, " on Medium, where people are continuing the conversation by highlighting and responding to this story.")
}
