-- For wrk: asks for the paths in the file that PATHS names, one after the other, if it is set.
-- In the end, says in one line what came of it, times in microseconds.

local file = os.getenv("PATHS")

if file then
   local requests = {}
   local last = 0

   function init()
      for path in io.lines(file) do
         requests[#requests + 1] = wrk.format("GET", path)
      end
   end

   function request()
      last = last % #requests + 1
      return requests[last]
   end
end

function done(summary, latency)
   local errors = summary.errors
   local lost = errors.connect + errors.read + errors.write + errors.timeout
   local line = "figures requests=%d duration=%d refused=%d lost=%d p50=%d p99=%d\n"
   io.write(line:format(summary.requests, summary.duration, errors.status, lost,
      latency:percentile(50), latency:percentile(99)))
end
