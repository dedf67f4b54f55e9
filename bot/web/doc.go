// Package web is the chat that Crier brings along: a page in a browser that needs
// no token and no account. To the core it is one network among others.
//
// Decisions that bind this room:
//
//   - One chat per browser. The cookie holds a secret; the chat's name in
//     addresses, rows and logs is a hash of it, so no row or log line opens a chat.
//   - What a chat shows lives in a mailbox of the [Store], not in this process:
//     [Adapter.Send] only writes there. A bell wakes the pages of this process at
//     once; a look at the mailboxes every few seconds finds what others wrote.
//   - The page is given content, never markup. It builds text nodes, and links
//     only to http and https. The Content-Security-Policy forbids everything that
//     does not come from this server, pictures included.
//   - The cookie is set by the first POST of the page, not by the page itself: a
//     browser that follows a link from elsewhere sends no SameSite=Strict cookie,
//     and must not lose its chat over it.
//   - A request must name a host that we know (against DNS rebinding) and, to read
//     or write a chat, come from our own page.
package web
