"""`python -m evals.judging.load URL [LEARNERS]`: so many learners at once, each answering every five seconds for a minute.

Says how long an answer took, and whether the server kept every one that it confirmed. The answers are the labelled ones.
"""

import argparse
import asyncio
import random
import secrets
import time

import numpy as np

from evals.judging.labelled import Labelled, load

EVERY_S, FOR_S = 5.0, 60.0


def main() -> None:
    """Run the load and print what came of it."""
    parser = argparse.ArgumentParser(prog="python -m evals.judging.load", description=__doc__)
    parser.add_argument("url", help="where the server answers, such as http://127.0.0.1:8000")
    parser.add_argument("learners", type=int, nargs="?", default=200)
    arguments = parser.parse_args()
    asyncio.run(run(arguments.url, arguments.learners, load()))


async def run(url: str, learners: int, answers: list[Labelled]) -> None:
    """Every learner begins every path; when all have, each answers at its own times."""
    import httpx

    took: list[float] = []
    confirmed: dict[str, int] = {}
    async with httpx.AsyncClient(
        base_url=url, timeout=60, limits=httpx.Limits(max_connections=300, keepalive_expiry=2)
    ) as client:

        async def begin(name: str) -> None:
            for path in sorted({one.path for one in answers}):
                address = f"/api/onboarding/paths/{path}/start"
                (await client.post(address, params={"language": "en", "learner": name})).raise_for_status()

        async def learn(name: str) -> None:
            params = {"language": "en", "learner": name}
            await asyncio.sleep(random.random() * EVERY_S)
            until = time.monotonic() + FOR_S
            while time.monotonic() < until:
                begun = time.perf_counter()
                one = random.choice(answers)
                body = {
                    "text": one.text,
                    "truth": False if one.step.question.kind == "true_false" else None,
                    "sent": secrets.token_hex(8),
                }
                answer = await client.post(
                    f"/api/onboarding/paths/{one.path}/steps/{one.step.id}/answer", params=params, json=body
                )
                took.append(time.perf_counter() - begun)
                confirmed[name] = confirmed.get(name, 0) + (answer.status_code == 200)
                await asyncio.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))

        names = [f"load-{secrets.token_hex(4)}" for _ in range(learners)]
        await asyncio.gather(*(begin(name) for name in names))
        await asyncio.gather(*(learn(name) for name in names))
        kept = 0
        for name in names:
            kept += len((await client.get("/api/onboarding/me", params={"learner": name})).json()["answers"])
            await client.request("DELETE", "/api/onboarding/me", params={"learner": name}, json={"erase": True})
    ms = np.array(took) * 1000
    told = f"p50 {np.percentile(ms, 50):.0f} ms, p95 {np.percentile(ms, 95):.0f} ms, longest {ms.max():.0f} ms"
    print(f"{learners} learners, {len(took)} answers, {sum(confirmed.values())} confirmed, {kept} kept: {told}")


if __name__ == "__main__":
    main()
