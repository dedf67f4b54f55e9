package bot

import "time"

// Reply is what people see, as content. Empty parts are not shown. The order on
// the screen is: Kicker, Title, Text, Parts, Points, Also, Footer, Buttons.
type Reply struct {
	Kicker string   `json:"kicker,omitempty"` // a small line above all: `New for "climate"`
	Title  string   `json:"title,omitempty"`  // bold
	URL    string   `json:"url,omitempty"`    // the article's address: what the title links to and a preview shows
	Site   string   `json:"site,omitempty"`   // the article's site in words, where a network shows an author line
	Text   []string `json:"text,omitempty"`   // paragraphs: help, questions, errors
	Parts  []Part   `json:"parts,omitempty"`  // what stands under heads, as in /help
	Points []Point  `json:"points,omitempty"`
	Also   string   `json:"also,omitempty"`   // "also: Reuters, BBC"
	Footer string   `json:"footer,omitempty"` // small print
	Image  Image    `json:"image,omitzero"`

	Buttons [][]Button `json:"buttons,omitempty"` // rows; at most 5 a row and 5 rows on every network

	Lang    string        `json:"lang,omitempty"`    // of the content, BCP 47; decides the direction of text
	Private bool          `json:"private,omitempty"` // for the asker alone, where the network can hide it
	Fade    time.Duration `json:"fade,omitempty"`    // in a group, take it away after so long; 0: it stays
	Loud    bool          `json:"loud,omitempty"`    // a pushed message may make a sound; silent by default
	Replace bool          `json:"replace,omitempty"` // the answer to a press takes the place of the message with the button, if that is in a direct chat; else, and without it, a new message is sent
	Busy    bool          `json:"busy,omitempty"`    // progress: the real answer follows by an edit
	File    *File         `json:"-"`                 // a document to hand over
	Form    *Form         `json:"form,omitempty"`    // a form to fill, where the network has forms; else Text asks

	// Topic is the name of the topic or feed that brought it: a network whose posts
	// bear tags puts it under the one of that name.
	Topic string   `json:"topic,omitempty"`
	Post  PostWish `json:"-"` // of the chat it goes to; the lane fills it in
}

// PostWish is what the managers of a chat want of the posts that are pushed there.
type PostWish struct {
	Role    string // the id of the one role that each post mentions; empty: none is ever mentioned
	Publish bool   // on to those who follow the channel from elsewhere, where the network has such
}

// Part is some lines under a head of their own.
type Part struct {
	Head  string   `json:"head"` // bold
	Lines []string `json:"lines,omitempty"`
}

// Point is one line of a summary or of a list.
type Point struct {
	Text   string `json:"text"`
	Strong bool   `json:"strong,omitempty"` // bold: a first point that stands for a missing title
	Source string `json:"source,omitempty"` // who says so; the label of the link
	Link   string `json:"link,omitempty"`   // its exact place; shown as a link on Source, never on Text
	Number int    `json:"number,omitempty"` // over 0: an item of a numbered list
	Lang   string `json:"lang,omitempty"`   // of Text where it differs from the reply's
}

// Image is a picture that belongs to the content.
type Image struct {
	URL string `json:"url,omitempty"`
	Alt string `json:"alt,omitempty"` // what it shows, for those who cannot see it
}

// Button is a labelled act. It has either a Line or a URL.
type Button struct {
	Label string `json:"label"`
	// Line is what the person would have typed, without a slash: "more a_8Kd0…".
	// At most 60 bytes on every network, so rows are named by id.
	Line string `json:"line,omitempty"`
	URL  string `json:"url,omitempty"` // opens an address instead
}

// MaxLine is the most bytes a button's Line may have. Telegram gives 64 bytes of
// callback data and Discord 100; four are kept for a version mark.
const MaxLine = 60

// Form asks for one line of text in a dialog of the network's own.
type Form struct {
	Title, Label, Placeholder string
	Line                      string // what is typed is appended to this line: "subscribe "

	// Picks ask for a chat out of the network's own list instead, where Limits.Picks
	// says that there is one. What is chosen comes as the command Chosen with the
	// chat's id as Args.
	Picks []Pick `json:",omitempty"`
}

// Chosen is the command that choosing a chat types, see [Form].
const Chosen = "chosen"

// Pick offers the asker's chats of one kind, Group or Channel.
type Pick struct {
	Label string
	Kind  Kind
}
