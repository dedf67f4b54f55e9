package discord

import (
	"regexp"
	"slices"
	"strings"

	"crier/bot"
)

// naming knows how commands are typed on Discord, in each language of the menu:
// "/feed add" where the words of the house say "/addfeed".
type naming struct {
	items   map[string]*bot.MenuItem
	groups  map[string]map[string]string // what they are called, by language
	follows map[string]*regexp.Regexp    // by command: a chat or words, and then an action
}

// typed finds a command in a sentence: "/addfeed", but not the "/addfeed" of an
// address. U+2066 to U+2069 are isolates around names.
var typed = regexp.MustCompile(`(^|[\s(“„"\x{2066}-\x{2069}])/([a-z]+)\b`)

func newNaming(m bot.Menu) naming {
	n := naming{items: map[string]*bot.MenuItem{}, groups: m.GroupNames, follows: map[string]*regexp.Regexp{}}
	for i := range m.Items {
		item := &m.Items[i]
		n.items[item.Name] = item
		var actions []string
		for _, a := range item.Actions {
			actions = append(actions, regexp.QuoteMeta(a.Name))
		}
		if len(actions) > 0 {
			n.follows[item.Name] = regexp.MustCompile(`^((?: @?[\p{L}\p{N}_-]+){0,2}?) (` + strings.Join(actions, "|") + `)\b`)
		}
	}
	return n
}

// reply writes commands as people type them here, in the reply's language. Content of
// articles is left as it is.
func (n naming) reply(r bot.Reply) bot.Reply {
	r.Text = slices.Clone(r.Text)
	for i, t := range r.Text {
		r.Text[i] = n.sentence(t, r.Lang)
	}
	r.Parts = slices.Clone(r.Parts)
	for i, p := range r.Parts {
		lines := make([]string, len(p.Lines))
		for k, line := range p.Lines {
			lines[k] = n.sentence(line, r.Lang)
		}
		r.Parts[i].Lines = lines
	}
	if strings.HasPrefix(r.Title, "/") {
		r.Title = n.sentence(r.Title, r.Lang)
	}
	r.Footer = n.sentence(r.Footer, r.Lang)
	return r
}

func (n naming) sentence(s, lang string) string {
	var out strings.Builder
	for {
		at := typed.FindStringSubmatchIndex(s)
		if at == nil {
			out.WriteString(s)
			return out.String()
		}
		slash := at[4] - 1
		out.WriteString(s[:slash])
		item, rest := n.offered(s[at[4]:at[5]]), s[at[5]:]
		switch {
		case item == nil:
			out.WriteString(s[slash:at[5]])
		case len(item.Actions) > 0 && !listed.MatchString(rest):
			var call string
			call, rest = n.action(item, rest, lang)
			out.WriteString(call)
		default:
			out.WriteString("/" + n.nameOf(item, lang))
			if left, ok := strings.CutPrefix(rest, " "+item.Usage); ok && item.Usage != "" {
				out.WriteString(optionNames(item, lang))
				rest = left
			}
		}
		s = rest
	}
}

// listed is what follows a command that is explained and not meant to be typed.
var listed = regexp.MustCompile(`^\x{2069}? · `)

// offered is a command by its name in the house, and for one that is not offered here
// the one that leads to the same.
func (n naming) offered(name string) *bot.MenuItem {
	item := n.items[name]
	if item == nil || !slices.Contains(item.Hidden, Network) {
		return item
	}
	if other := n.items[item.Instead[Network]]; other != nil {
		return other
	}
	return item
}

// nameOf is a command as it is typed.
func (n naming) nameOf(item *bot.MenuItem, lang string) string {
	if item.Group != "" {
		return inLanguage(n.groups[item.Group], lang, item.Group) + " " + inLanguage(item.Names, lang, item.Sub)
	}
	return inLanguage(item.Names, lang, item.Name)
}

func inLanguage(names map[string]string, lang, name string) string {
	if word := names[lang]; namePattern.MatchString(word) {
		return word
	}
	return name
}

// action writes "/broadcast @channel climate on" as "/broadcast on topic:climate
// chat:#channel", and a command alone with the first of its actions. It returns what
// is left of the sentence.
func (n naming) action(item *bot.MenuItem, rest, lang string) (call, left string) {
	call = "/" + n.nameOf(item, lang)
	if u := " " + item.Usage; item.Usage != "" && strings.HasPrefix(rest, u) {
		return call + " " + actionNames(item, lang), rest[len(u):]
	}
	m := n.follows[item.Name].FindStringSubmatch(rest)
	if m == nil {
		return call + " " + inLanguage(item.ActionNames[item.Actions[0].Name], lang, item.Actions[0].Name), rest
	}
	a := item.Actions[slices.IndexFunc(item.Actions, func(a bot.Action) bool { return a.Name == m[2] })]
	call += " " + inLanguage(item.ActionNames[a.Name], lang, a.Name)
	chats := ""
	for _, word := range strings.Fields(m[1]) {
		chat, isChat := strings.CutPrefix(word, "@")
		k := slices.IndexFunc(a.Options, func(o bot.Option) bool { return o.Chat == isChat && !o.Role && !o.Switch })
		switch {
		case k < 0:
		case isChat:
			chats += " " + inLanguage(item.OptionNames[a.Options[k].Name], lang, a.Options[k].Name) + ":#" + chat
		default:
			call += " " + inLanguage(item.OptionNames[a.Options[k].Name], lang, a.Options[k].Name) + ":" + word
		}
	}
	return call + chats, rest[len(m[0]):]
}

func actionNames(item *bot.MenuItem, lang string) string {
	all := make([]string, len(item.Actions))
	for i, a := range item.Actions {
		all[i] = inLanguage(item.ActionNames[a.Name], lang, a.Name)
	}
	return strings.Join(all, "|")
}

// optionNames are what can be said with a command, in brackets what need not.
func optionNames(item *bot.MenuItem, lang string) string {
	out := ""
	for _, o := range item.Options {
		if name := inLanguage(item.OptionNames[o.Name], lang, o.Name); o.Required {
			out += " " + name
		} else {
			out += " [" + name + "]"
		}
	}
	return out
}
