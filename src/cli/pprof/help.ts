/** What `sawtooth pprof --help` prints. */
export const pprofHelp = `Prints a heap profile, or the difference of two, as go tool pprof does. Without a report it asks
for commands: top20 -cum, peek REGEX, help …

Examples:
  $ sawtooth pprof -top heap.pb.gz
  $ sawtooth pprof -top -base before.pb.gz after.pb.gz
  $ sawtooth pprof -http=: -base before.pb.gz after.pb.gz
  $ sawtooth pprof -base before.pb.gz after.pb.gz        # a shell
  $ sawtooth pprof -peek 'repo\\.Save' http://127.0.0.1:6060/debug/pprof/heap

Usage: sawtooth pprof [REPORT] [flags] [PROGRAM] SOURCE…

A source is a file, a URL or - for stdin; several are merged. Flags are written -name or --name,
values -name=value or -name value; each can be set by a variable too: SAWTOOTH_NODECOUNT=10.

Reports (one):
  -top -text           the heaviest nodes, a line each
  -tree                every node with its callers and what it calls
  -peek REGEX          the same for nodes that match
  -traces              every stack
  -tags                the weight of every label
  -comments            the profile's comments
  -raw                 the tables of the profile as text
  -list REGEX          the source of functions that match, with the weight of each line
  -dot                 the call graph for Graphviz
  -svg -png            the call graph as a picture: larger by flat, redder by cum
  -proto               the profile as it is after merging, filters and -base
  -topproto            the rows of -top as a profile

Pages, in place of a report:
  -http=HOST:PORT      flame graph, top, graph, peek and source in a browser; -http=: on this machine
                       alone, at any port that is free
  -no_browser          only serve them

Comparing:
  -base FILE           take another profile off; may be repeated
  -diff_base FILE      the same, with percentages of the base
  -normalize           scale the source to the base's total first
  -drop_negative       leave out what became less

What is weighed:
  -sample_index=X      a sample type by number or name
  -inuse_space -inuse_objects -alloc_space -alloc_objects
  -mean                the average over the first sample type (count)
  -divide_by=N         divide every value
  -unit=X              minimum (default), auto, or a unit such as MB

What is told apart:
  -functions (default) -filefunctions -files -lines -addresses -noinlines -showcolumns
  -call_tree           paths are not joined (-dot)

What is shown:
  -flat (default) -cum -nodecount=N -nodefraction=F -edgefraction=F -trim=false
  -focus -ignore -hide -show -show_from -prune_from REGEX
  -tagfocus -tagignore -tagshow -taghide REGEX or RANGE
  -relative_percentages -compact_labels -all_frames -add_comment=TEXT
  -tagroot -tagleaf=KEY,…   labels as frames above the root, below the leaf
  -trim_path=PREFIX -source_path=FOLDER

Fetching and output:
  -seconds=N -timeout=N --header 'Name: value' -symbolize=none -buildid=ID
  -tls_ca=FILE -tls_cert=FILE -tls_key=FILE; https+insecure:// looks at no certificate
  -output=FILE         write the report to a file; -svg, -png and -proto go to profile001.svg …
                       rather than to a terminal
  -json -csv           the rows of -top for a program

What is fetched is kept as it came in PPROF_TMPDIR, else in the system's folder for temporary files.
HTTP_PROXY, HTTPS_PROXY and NO_PROXY are followed.

Exit: 0 printed, 2 wrong usage or nothing that could be read.
`;
