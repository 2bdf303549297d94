# Completion of icc for bash 3.2 and newer. In ~/.bashrc:  eval "$(icc completion bash)"

_icc() {
    local line reply first=1
    COMPREPLY=()
    # The line up to the cursor and no more: icc itself tells its words apart, so that nothing in it is ever evaluated.
    reply=$(icc __complete bash "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null </dev/null)
    while IFS= read -r line; do
        if [ -n "$first" ]; then
            first=
            case $line in
                files) _icc_files "$2"; return ;;
                unfinished) type compopt >/dev/null 2>&1 && compopt -o nospace ;;
            esac
        else
            COMPREPLY+=("$line")
        fi
    done <<<"$reply"
}

# Names of files are bash's own business. Its version 3.2 knows no compopt.
_icc_files() {
    local name
    if type compopt >/dev/null 2>&1; then
        compopt -o bashdefault -o default
        return
    fi
    while IFS= read -r name; do
        COMPREPLY+=("$name")
    done < <(compgen -f -- "$1")
}

complete -F _icc icc
