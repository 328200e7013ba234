# quoted TEXT - in quotation marks, as JSON, JAAS and files of options want it.
quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g')"; }
