/**
 * The text of one command: hands its words, its directory and its stdin to the node, and says what comes back. In Perl, which every Debian has
 * and which starts in a few milliseconds; ours takes a hundred times as long.
 */
export function renderCommand(program: string, socketPath: string): string {
  return `#!/usr/bin/perl
use strict;
use IO::Socket::UNIX;
my $node = IO::Socket::UNIX->new(Peer => '${socketPath}') or die "the login node is gone\\n";
my $stdin = '${program}' eq 'bsub' ? do { local $/; <STDIN> } : '';
print $node join("\\0", '${program}', readlink('/proc/self/cwd'), $stdin // '', @ARGV);
$node->flush;
$node->shutdown(1);
my ($code, $stdout, $stderr) = split(/\\0/, do { local $/; <$node> }, 3);
print STDOUT $stdout;
print STDERR $stderr;
exit $code;
`;
}
