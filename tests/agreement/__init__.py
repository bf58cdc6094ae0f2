"""The signed file is read strictly, its signatures hold, its compilation is the committed one."""
