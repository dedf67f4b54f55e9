package bot

import "context"

// Command is one thing people can ask for. All commands stand in one table, from
// which every network's menu, /help and the README's table are made.
type Command struct {
	Name    string   // lower case ASCII, without slash, unique
	Aliases []string // other names that do the same, never shown in menus
	Section Section  // where /help lists it; empty: a button's line, found and never listed
	Usage   string   // what follows the name: "[url|number|text] [short|medium|long]"
	Who     Permission
	Where   Scope
	Main    bool // one of the few that a short menu shows

	// Group and Sub say where a network with subcommands puts it: "feed", "add" is
	// `/feed add`. Empty: it stands alone under its own name.
	Group, Sub string
	// Actions are subcommands of this very command: `/broadcast on`. The action's
	// name is the first word of Args.
	Actions []Action
	Options []Option // in the order in which their values form Args
	Hidden  []string // networks whose menus leave it out though it works there

	// Instead names, by network, a command that leads to the same where this one is
	// hidden: texts name that one there.
	Instead map[string]string

	Run func(context.Context, Request, Say) error
}

// Action is a subcommand, see [Command.Actions].
type Action struct {
	Name    string
	Options []Option
}

// Option is a named part of Args, for networks whose commands have options.
type Option struct {
	Name     string // lower case ASCII
	Required bool
	Choices  []string // the only values allowed; empty: any text
	Complete bool     // Core.Complete proposes values
	Chat     bool     // the value is a chat of the network, picked from a list
	Role     bool     // the value is a role, picked from a list: "<@&id>", or "--no-role"
	Switch   bool     // yes or no: the value is "--name" or "--no-name"
	File     bool     // a document: it comes as Request.File and is no part of Args
}

// Permission says who may use a command.
type Permission int

// Who may use a command.
const (
	Everyone Permission = iota
	Manager             // whoever manages the target chat; in a direct chat the person themself
	Owner               // whom the operator named
)

// Scope says in which kinds of chat a command is offered. The zero Scope is all.
type Scope int

// Where a command is offered.
const (
	Anywhere Scope = iota
	InDirect
	InGroups // groups and channels
)

// Section groups commands in /help.
type Section string

// The sections of /help, in its order.
const (
	Reading   Section = "reading"
	Following Section = "following"
	Pacing    Section = "pacing"
	Posting   Section = "posting"
	Self      Section = "self"
	Owning    Section = "owning"
)

// Choice is a proposed value: what people see and what stands for it.
type Choice struct{ Label, Value string }

// Menu is the table of commands in every language that Crier speaks, ready to be
// handed to a network. Adapters neither choose nor translate words.
type Menu struct {
	Languages []string   // BCP 47, the default first
	Items     []MenuItem // in the table's order

	// What the bot says of itself where a network has a place for it, by language: in a
	// chat that was not begun, at most 512 characters, and in its profile, at most 120.
	About, Short map[string]string

	// GroupHelp says in a line what the commands of a group are for, by the group's name
	// and language; GroupNames are what it is called, as MenuItem.Names.
	GroupHelp, GroupNames map[string]map[string]string
}

// MenuItem is a command in words. The maps are keyed by language and always hold
// an entry for each of the menu's languages.
type MenuItem struct {
	Command
	Help        map[string]string            // one line, at most 100 characters
	OptionHelp  map[string]map[string]string // by option name, then language
	ActionHelp  map[string]map[string]string // by action name, then language
	MessageMenu map[string]string            // label when offered on a message ("Summarize this"); nil: not offered

	// What it is called in each language where a network can show that; where a word
	// is missing it keeps its own name. All are lower case, without spaces, at most 32
	// characters. Names are the command's, or its Sub's if it has a Group.
	Names       map[string]string
	OptionNames map[string]map[string]string
	ActionNames map[string]map[string]string
}
