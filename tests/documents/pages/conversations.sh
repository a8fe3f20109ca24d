begin() { shipped; }
expect 'tocsin test' '4 passed'
