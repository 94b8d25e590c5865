#!/bin/sh
# ndrwatch.1: the man page, made of what `--help` says, so that it cannot say anything else.
#
#   ndrwatch.1.sh NDRWATCH >ndrwatch.1
set -eu
ndrwatch=$1
roff() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\([.']\)/\\\\\&\1/"; }
literal() { printf '.nf\n'; roff; printf '.fi\n'; }

version=$("$ndrwatch" --version)
cat <<END
.TH ndrwatch 1 "" "$version"
.SH NAME
ndrwatch \\- tells what to do when your mail comes back
.SH SYNOPSIS
.B ndrwatch
.I COMMAND
.RI [ OPTIONS ]
.SH DESCRIPTION
When a message cannot be delivered, a server writes a report that few people can read. ndrwatch watches your mailboxes for such reports
and says in plain words what happened: whether the message is lost, whether a server keeps trying, who must act, what to do now, when to
send it again, whom to tell if it goes on, and with which words.
.PP
It only looks: no mail is moved, changed or marked as read.
.SH COMMANDS
END
"$ndrwatch" --help | sed -n 's/^  \([a-z][a-z-]*\)  *[a-z].*/\1/p' | while read -r command; do
    printf '.SS %s\n' "$(echo "$command" | roff)"
    "$ndrwatch" "$command" --help | literal
done
cat <<'END'
.SH EXIT CODES
0 done; 1 nothing found, or something is wrong that the command was asked to look for; else as in sysexits.h: 64 usage, 65 input that cannot
be read, 66 no such file, 69 not running, 70 a bug, 71 the system, 73 a file cannot be made, 74 a file cannot be written, 75 try again later,
77 not permitted, 78 configuration.
.SH ENVIRONMENT
.TP
.B XDG_CONFIG_HOME, XDG_STATE_HOME
where the configuration and what is remembered lie
.TP
.B NO_COLOR
no colours, if set; so does TERM=dumb
.SH FILES
.TP
.I ~/.config/ndrwatch/ndrwatch.conf
which inboxes are watched
.TP
.I ~/.local/state/ndrwatch
what ndrwatch remembers
.SH SEE ALSO
.BR ndrwatch.conf (5),
.BR ndrwatch\-causes (7),
.BR libndrwatch (3)
END
