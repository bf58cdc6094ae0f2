"""Twenty-one ways in which funnels go wrong in public code, each asked of one small company."""
