begin() { shipped; }
expect 'tocsin test' '[0-9]+ passed, 0 failed'
expect 'tocsin lint' 'no mistakes'
