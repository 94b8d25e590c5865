# parse_sisimai: Sisimai's side of the benchmark; speaks as parse.c does.
use strict;
use warnings;
use Sisimai;
use Time::HiRes qw(clock_gettime CLOCK_PROCESS_CPUTIME_ID);

my %mails;
open my $list, '<', $ARGV[0] or die "parse_sisimai: $ARGV[0]: $!";
while (<$list>) {
    chomp;
    my ($set, $path) = split / /, $_, 2;
    open my $in, '<:raw', $path or die "parse_sisimai: $path: $!";
    local $/;
    push @{$mails{$set}}, scalar <$in>;
}
open STDERR, '>', '/dev/null'; # it speaks of what it skips
$| = 1;
print "ready\n";
while (<STDIN>) {
    my (undef, $set) = split;
    my ($bytes, $reports, @mine) = (0, 0, @{$mails{$set} || []});
    my $began = clock_gettime(CLOCK_PROCESS_CPUTIME_ID);
    for my $mail (@mine) {
        my $copy = $mail;
        my $found = eval { Sisimai->make(\$copy, input => 'email') };
        $reports++ if $found && @$found;
        $bytes += length $mail;
    }
    my $took = clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - $began;
    print "$took ", scalar @mine, " $bytes $reports\n";
}
