# Completion of icc for fish 3.0 and newer. In ~/.config/fish/config.fish:  icc completion fish | source

# Asks icc once for each TAB. True if there are words to offer; for names of files fish is to do as it always does.
function __icc_ask
    set -l before (commandline -opc)
    set -e before[1]
    set -g __icc_reply (icc __complete fish $before (commandline -ct) 2>/dev/null </dev/null)
    test (count $__icc_reply) -eq 0; or test $__icc_reply[1] != files
end

function __icc_words
    set -l words $__icc_reply
    set -e words[1]
    printf '%s\n' $words
end

complete -c icc -e
complete -c icc -n __icc_ask -f -a '(__icc_words)'
