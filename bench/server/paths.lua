-- Addresses for wrk: one of the originals in FILES, at a width of its own, as FORMAT,
-- written for SERVER (tintype or imgproxy). Both servers are asked for the
-- same, at QUALITY.
local files, format, server = {}, os.getenv('FORMAT') or 'jpg', os.getenv('SERVER') or 'tintype'
local quality = os.getenv('QUALITY') or '75'
for file in (os.getenv('FILES') or 'photo-6mp.jpg photo-2mp.jpg'):gmatch('%S+') do files[#files + 1] = file end
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set('seed', threads)
end

function init()
  math.randomseed(seed * 7919)
end

function request()
  local file, width = files[math.random(#files)], math.random(300, 1200)
  if server == 'imgproxy' then
    return wrk.format('GET', '/insecure/rs:fit:' .. width .. ':0/q:' .. quality .. '/plain/local:///' .. file .. '@' .. format)
  end
  return wrk.format('GET', '/' .. file .. '?fit=max&q=' .. quality .. '&w=' .. width .. '&fm=' .. format)
end

local bad = 0
function response(status)
  if status ~= 200 then bad = bad + 1 end
end

function done(summary, latency)
  io.write(string.format('{"requests":%d,"seconds":%.2f,"perSecond":%.2f,"p50":%.1f,"p99":%.1f,"errors":%d}\n', summary.requests, summary.duration / 1e6,
    summary.requests * 1e6 / summary.duration, latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    summary.errors.status + summary.errors.timeout + summary.errors.connect + summary.errors.read))
end
