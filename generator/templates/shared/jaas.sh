<%> quoted %>
# jaas TEXT - as a string of JAAS, in a file of properties.
jaas() { quoted "$1" | sed 's/\\/\\\\/g'; }
