"""Lists and calls the tools of `route mcp` through the official client; fails where an answer is not as it should be."""

import asyncio
import json
import sys

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def main(program: str, project: str) -> None:
    server = StdioServerParameters(command=program, args=["mcp"], cwd=project)
    async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
        hello = await session.initialize()
        assert hello.serverInfo.name == "route", hello
        await session.send_ping()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {"route", "load"}, tools
        routed = await session.call_tool("route", {"request": "bake bread"})
        assert not routed.isError, routed
        decision = json.loads(routed.content[0].text)
        assert (decision["agent"], decision["status"], decision["version"]) == ("baker", "routed", 1), decision
        assert routed.structuredContent == decision
        loaded = await session.call_tool("load", {"agent": "baker", "request": "bake bread"})
        told = loaded.structuredContent
        assert told["document"] == "Knead first.\n" and "TASK: bake bread" in told["prompt"], told
        refused = await session.call_tool("load", {"agent": "smith"})
        assert refused.isError and "no agent `smith`" in refused.content[0].text, refused
    print(f"ok: protocol {hello.protocolVersion}, tools {', '.join(sorted(tools))}")


asyncio.run(main(*sys.argv[1:]))
