import { quoteWord } from "../../shell/quote-word.ts";

/** Longest question; nobody has words as long as that. */
export const maxQuestionBytes = 8 * 1024 * 1024;
/** The answerer ends itself when it has rested so long: its client keeps none so long, and may be gone without anybody noticing. */
const restSeconds = 600;

/**
 * The answerer of `SPEC.md`. Perl, because a shell can neither carry bytes nor read while it waits: it would need processes for each command, and
 * the outputs of all would be one pipe. Without modules, as those that a site names may be for another perl; so errors are numbers of Linux.
 *
 * - Handles above 2 end at `exec`: a program has its three, and what the login shell left open. The third pipe says why there was no `exec`.
 * - Whatever comes on stdin while a program runs, and its end, means that nobody wants the answer.
 * - The end of a program may be told just before it is waited for; so waiting is short, and shortest when both outputs have ended.
 * - Who ends the answerer ends its program with it; a child that is not a program yet just goes.
 * - At its end a program has written no more than its pipes hold: reading on while a child of it prints would never end.
 */
const answerer = String.raw`
my ($mark, $rest, $longest, $level) = @ARGV;
my $home = $ENV{PWD};
my $ignores = defined $SIG{CHLD} && $SIG{CHLD} eq "IGNORE";
open my $asked, "<&", *STDIN;
open my $told, ">&", *STDOUT;
binmode $_ for $asked, $told;
open STDIN, "<", "/dev/null";
open STDOUT, ">", "/dev/null";
$0 = "postern: answers questions";
$SIG{CHLD} = sub { };
my ($self, $running, $taken) = ($$, 0, "");
for (grep { !defined $SIG{$_} || $SIG{$_} ne "IGNORE" } "TERM", "HUP") {
  $SIG{$_} = sub {
    kill 9, $$ if $$ != $self;
    forget($running) if $running;
    exit 0;
  };
}
$ENV{SHLVL} = $level if $level ne "";
put("\n$mark kept\n");
answer() while 1;

sub answer {
  my $length = unpack "N", take(4);
  exit 1 if $length > $longest;
  my ($token, $most, $seconds, $folder, @words) = split /\0/, take($length), -1;
  my (@from, @to);
  for (0 .. 2) { pipe $from[$_], $to[$_] or return reply($token, "nofork", $! + 0) }
  @ENV{"OLDPWD", "PWD"} = ($home, $folder);
  my $p = fork;
  return reply($token, "nofork", $! + 0) unless defined $p;
  become($folder, \@words, @to) unless $p;
  $running = $p;
  setpgrp $p, $p;
  close $_ for @to;
  my $end = time + $seconds;
  my @text = ("", "");
  my ($dropped, $look) = (0, .001);
  my $read = sub {
    my ($at, $most) = @_;
    my $got = sysread $from[$at], my $bytes, 65536;
    return 1 if !defined $got && $! == 4;
    if (!$got) { close $from[$at]; undef $from[$at]; return 0 }
    my $room = $most - length $text[$at];
    $text[$at] .= $got > $room ? substr $bytes, 0, $room : $bytes;
    return 1 if $got <= $room;
    $dropped += $got - $room;
    select undef, undef, undef, .005 if $dropped > 16777216;
    return 1;
  };
  my $ended;
  until ($ended) {
    my @open = grep { defined $from[$_] } 0, 1;
    my %is = ready(@open ? .1 : $look, $asked, @from[@open]);
    $look *= 2 if !@open && $look < .1;
    $read->($_, $most) for grep { $is{fileno $from[$_]} } @open;
    $ended = waitpid($p, 1) == $p;
    forget($p) if !$ended && ($is{fileno $asked} || time >= $end);
  }
  my $status = $?;
  $running = 0;
  for my $at (grep { defined $from[$_] } 0, 1) {
    my $reads = 0;
    1 while $reads++ < 16 && ready(0, $from[$at]) && $read->($at, $most);
  }
  sysread $from[2], my $why, 100;
  my ($out, $err) = @text;
  return reply($token, split / /, $why) if $why ne "";
  my $code = $status & 127 ? 128 + ($status & 127) : $status >> 8;
  reply($token, "done", $code, $out, $err, $dropped ? 1 : 0);
}
sub become {
  my ($folder, $words, $out, $err, $why) = @_;
  setpgrp 0, 0;
  open STDOUT, ">&", $out;
  open STDERR, ">&", $err;
  $SIG{CHLD} = "IGNORE" if $ignores;
  if (chdir $folder) {
    exec { $words->[0] } @$words;
    syswrite $why, "noexec " . ($! + 0);
  } else {
    syswrite $why, "nocd " . ($! + 0);
  }
  exit 1;
}
sub forget {
  my ($p) = @_;
  kill "TERM", -$p;
  for (1 .. 40) {
    waitpid $p, 1;
    exit 0 unless kill 0, -$p;
    select undef, undef, undef, .05;
  }
  kill "KILL", -$p;
  exit 0;
}
sub reply {
  my ($token, $state, $number, $out, $err, $cut) = (@_, "", "", 0);
  my $line = "$state $number " . length($out) . " " . length($err) . " $cut\n";
  put("\n$token $line$out$err\n$token end $line");
}
sub ready {
  my ($seconds, @handles) = @_;
  my $bits = "";
  vec($bits, fileno $_, 1) = 1 for @handles;
  return () unless select($bits, undef, undef, $seconds) > 0;
  return map { (fileno $_, 1) } grep { vec $bits, fileno $_, 1 } @handles;
}
sub take {
  my ($length) = @_;
  my $until = time + $rest;
  while (length $taken < $length) {
    exit 0 if time >= $until;
    next unless ready($rest, $asked);
    my $got = sysread $asked, $taken, 65536, length $taken;
    exit 0 unless $got || !defined $got && $! == 4;
  }
  return substr $taken, 0, $length, "";
}
sub put {
  my ($bytes) = @_;
  my $at = 0;
  while ($at < length $bytes) {
    my $put = syswrite $told, $bytes, length($bytes) - $at, $at;
    exit 0 unless defined $put || $! == 4;
    $at += $put if defined $put;
  }
}
`;

/**
 * Text for `sh -s` that makes of it the answerer, or says that this cannot be. All is one function, so a text that arrived in part does nothing.
 * Variables that change what perl does are for the account's own programs, which have to get them as they are.
 */
export function renderKept(token: string): string {
  const words = ["perl", "-f", "-e", answerer, token, String(restSeconds), String(maxQuestionBytes)].map(quoteWord).join(" ");
  return `postern() {
exec 2>/dev/null
[ -z "$PERL5OPT$PERL5DB$PERL_UNICODE$PERLIO" ] && command -v perl >/dev/null && exec ${words} "$SHLVL"
printf '\\n%s unfit\\n' ${token}
exit 0
}
postern
`;
}
