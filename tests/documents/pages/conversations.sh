begin() { shipped; }
expect 'tocsin test' '4 passed'
expect 'tocsin lint' 'no mistakes'
