package telegramtest

// NewTopic opens a forum topic, tells the bot, and returns its thread id.
func (c *Chat) NewTopic(name string) int {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.lastID++
	id := int(c.s.lastID)
	c.topics[id] = &topic{name: name}
	c.tellTopic(id, "forum_topic_created", object{"name": name, "icon_color": 7322096})
	return id
}

// CloseTopic closes a forum topic and tells the bot.
func (c *Chat) CloseTopic(id int) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.topics[id].closed = true
	c.tellTopic(id, "forum_topic_closed", object{})
}

// ReopenTopic opens a closed one again and tells the bot.
func (c *Chat) ReopenTopic(id int) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.topics[id].closed = false
	c.tellTopic(id, "forum_topic_reopened", object{})
}

// DeleteTopic takes a topic away with all that is in it. No bot is told.
func (c *Chat) DeleteTopic(id int) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	delete(c.topics, id)
}

func (c *Chat) tellTopic(id int, what string, fields object) {
	c.s.push("message", c.ID, c.service(object{"message_thread_id": id, "is_topic_message": true, what: fields}))
}
